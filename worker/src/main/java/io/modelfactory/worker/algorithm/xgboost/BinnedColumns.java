package io.modelfactory.worker.algorithm.xgboost;

import java.util.List;
import java.util.Optional;

/**
 * How columns are sorted into bins.
 *
 * @param maxBin bins of a number at most, {@code max_bin} in XGBoost's words
 * @param types of the columns in XGBoost's words, {@code q} for a number and {@code c} for a category; none if all are
 *     numbers
 * @param reference the rows whose bins these are; without it they are chosen from the rows themselves
 */
record BinnedColumns(int maxBin, List<String> types, Optional<NativeMatrix> reference) {
    BinnedColumns {
        types = List.copyOf(types);
    }

    static BinnedColumns ofNumbers(int maxBin) {
        return new BinnedColumns(maxBin, List.of(), Optional.empty());
    }

    BinnedColumns like(NativeMatrix rows) {
        return new BinnedColumns(maxBin, types, Optional.of(rows));
    }
}
