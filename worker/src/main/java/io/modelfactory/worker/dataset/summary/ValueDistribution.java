package io.modelfactory.worker.dataset.summary;

import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.SampledColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The values of one feature in some rows, in aggregates: the extreme values of single events are not among them.
 *
 * @param missingRows rows without a value; of a categorical feature also those whose category is not in its mapping
 * @param quantiles of a numeric feature, the 5th, 25th, 50th, 75th and 95th percentile of up to some 8,000 evenly
 *     spaced rows; empty if they have no value
 * @param mostFrequent the category of most rows, and the first by code point of several; of a categorical feature
 */
public record ValueDistribution(long missingRows, List<Double> quantiles, Optional<CategoryCount> mostFrequent) {
    private static final int PERCENT = 100;
    private static final int[] PERCENTILES = {5, 25, 50, 75, 95};

    public ValueDistribution {
        quantiles = List.copyOf(quantiles);
    }

    /** A category, and the rows that have it. */
    public record CategoryCount(String category, long rows) {}

    /** @param rows or those of them that {@link SampledColumn} looks at */
    static ValueDistribution ofNumbers(FeatureMatrix rows, int column, long missingRows) {
        SampledColumn values = SampledColumn.of(rows, column);
        List<Double> quantiles = new ArrayList<>();
        if (!values.isEmpty()) {
            for (int percentile : PERCENTILES) {
                // Zero has two signs; the sum has the positive one.
                quantiles.add(values.quantile(percentile, PERCENT) + 0.0);
            }
        }
        return new ValueDistribution(missingRows, quantiles, Optional.empty());
    }

    /** @param counts rows of each category */
    static ValueDistribution ofCategories(long[] counts, long missingRows, List<String> categories) {
        int most = 0;
        for (int code = 1; code < counts.length; code++) {
            if (counts[code] > counts[most]) {
                most = code;
            }
        }
        Optional<CategoryCount> mostFrequent = counts.length == 0 || counts[most] == 0
                ? Optional.empty()
                : Optional.of(new CategoryCount(categories.get(most), counts[most]));
        return new ValueDistribution(missingRows, List.of(), mostFrequent);
    }
}
