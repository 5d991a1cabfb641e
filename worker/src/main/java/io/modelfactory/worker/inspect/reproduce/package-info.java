/**
 * Trains a run again from its pinned plan and compares every artifact with the stored one. The stages of execution do
 * the work, on an overlay that reads from the store and writes to a scratch folder; neither store nor ledger is
 * changed.
 */
@NullMarked
package io.modelfactory.worker.inspect.reproduce;

import org.jspecify.annotations.NullMarked;
