/**
 * Executes runs: claims one from the ledger, executes its stages in their order from the one its state names, renews
 * its lease meanwhile, and records where it is left. Claimed runs come from the ledger; what the stages wrote goes back
 * to it as references. The stages themselves lie in packages of their own.
 */
@NullMarked
package io.modelfactory.worker.execution;

import org.jspecify.annotations.NullMarked;
