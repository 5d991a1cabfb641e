/** Tests of the room in which the ledger is held against the store. */
@NullMarked
package io.modelfactory.worker.reconcile;

import org.jspecify.annotations.NullMarked;
