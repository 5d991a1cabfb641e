package io.modelfactory.worker.model;

/**
 * The rows by which a calibration was chosen, of the validation part, each counting 1.
 *
 * @param decidedRounds whether the same rows had decided when boosting stops, so that the model's scores of them are a
 *     little too good
 */
public record CalibrationRows(long rows, long positives, boolean decidedRounds) {}
