/**
 * Builds the parts of a worker from its configuration, by hand and in one place: clients, pools, stores, ledger,
 * stages. Commands and the running worker take parts from here; nothing here knows either of them.
 */
@NullMarked
package io.modelfactory.worker.app.wiring;

import org.jspecify.annotations.NullMarked;
