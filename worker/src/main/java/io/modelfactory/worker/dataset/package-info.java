/**
 * Makes training data of a plan's files: verifies every byte, guards against leakage in the rows themselves, splits
 * them deterministically and encodes them as matrices. DuckDB does the reading; no other package depends on it.
 */
@NullMarked
package io.modelfactory.worker.dataset;

import org.jspecify.annotations.NullMarked;
