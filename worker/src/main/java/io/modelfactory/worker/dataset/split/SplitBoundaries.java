package io.modelfactory.worker.dataset.split;

import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;

/**
 * Where ordered rows are cut into train, validation and test.
 *
 * @param validationStart number of the first row, from 0, that is not train
 * @param testStart number of the first row, from 0, that is test
 */
record SplitBoundaries(long validationStart, long testStart) {

    SplitBoundaries {
        if (validationStart < 0 || testStart < validationStart) {
            throw new IllegalArgumentException("cuts out of order: " + validationStart + ", " + testStart);
        }
    }

    /** Each cut is the exact share of the rows, rounded half up; so each part is within one row of its share. */
    static SplitBoundaries of(long rows, SplitFractions fractions) {
        long validation = Math.round(rows * fractions.train());
        long test = Math.round(rows * (fractions.train() + fractions.validation()));
        return new SplitBoundaries(Math.min(validation, rows), Math.min(Math.max(validation, test), rows));
    }

    /** The part of a row as a number, {@link SplitPart#number()}. */
    String partExpression(String rank) {
        return "CASE WHEN %1$s < %2$d THEN 0 WHEN %1$s < %3$d THEN 1 ELSE 2 END"
                .formatted(rank, validationStart, testStart);
    }
}
