/**
 * What an operator's commands do beside the running worker: prepare a request and hold it against the worker's own
 * guards, rehearse it on the ledger, resolve its plan, and follow it to its receipt. Nothing here knows the command
 * line.
 */
@NullMarked
package io.modelfactory.worker.app.operator;

import org.jspecify.annotations.NullMarked;
