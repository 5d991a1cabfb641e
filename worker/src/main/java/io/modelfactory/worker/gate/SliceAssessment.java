package io.modelfactory.worker.gate;

/**
 * A slice that the governance profile asks about.
 *
 * @param rows of the test part
 * @param judged false if it has too few rows, positives or negatives for a verdict; then no check is made of it
 */
public record SliceAssessment(CheckScope.Slice slice, int rows, int positives, boolean judged) {}
