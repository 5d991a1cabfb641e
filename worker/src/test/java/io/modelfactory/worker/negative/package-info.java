/**
 * The negative-path matrix: every way in which input can be bad, executed by one running worker with a real broker, a
 * real database and real training. The tables named {@code …Paths} are the specification, one entry a scenario;
 * {@code NegativePathIT} executes them all at once and compares receipt, ledger, artifacts and outbox with each entry.
 */
@NullMarked
package io.modelfactory.worker.negative;

import org.jspecify.annotations.NullMarked;
