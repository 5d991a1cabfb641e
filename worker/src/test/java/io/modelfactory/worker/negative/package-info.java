/**
 * The negative-path matrix: every way in which input can be bad, played on one running worker with a real broker, a real
 * database and real training. The tables named {@code …Paths} are the specification, one entry a scenario; {@code
 * NegativePathIT} plays them all at once and holds receipt, ledger, artifacts and outbox against what each entry says.
 */
@NullMarked
package io.modelfactory.worker.negative;

import org.jspecify.annotations.NullMarked;
