package io.modelfactory.worker.dataset;

import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;

/**
 * Where ordered rows are cut into train, validation and test.
 *
 * @param validation number of the first row, from 0, that is not train
 * @param test number of the first row, from 0, that is test
 */
record Cuts(long validation, long test) {

    Cuts {
        if (validation < 0 || test < validation) {
            throw new IllegalArgumentException("cuts out of order: " + validation + ", " + test);
        }
    }

    /** Each cut is the exact share of the rows, rounded half up; so each part is within one row of its share. */
    static Cuts of(long rows, SplitFractions fractions) {
        long validation = Math.round(rows * fractions.train());
        long test = Math.round(rows * (fractions.train() + fractions.validation()));
        return new Cuts(Math.min(validation, rows), Math.min(Math.max(validation, test), rows));
    }

    /** The part of a row as a number, {@link Part#number()}. */
    String partOf(String rank) {
        return "CASE WHEN %1$s < %2$d THEN 0 WHEN %1$s < %3$d THEN 1 ELSE 2 END".formatted(rank, validation, test);
    }
}
