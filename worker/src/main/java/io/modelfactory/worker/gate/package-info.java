/**
 * The gate: compares an evaluation with the thresholds of a pinned governance profile, with the baseline it pins, and
 * slice by slice, and records every check, whether it held or not. An evaluation report goes in; a gate receipt and the
 * publish eligibility come out.
 */
@NullMarked
package io.modelfactory.worker.gate;

import org.jspecify.annotations.NullMarked;
