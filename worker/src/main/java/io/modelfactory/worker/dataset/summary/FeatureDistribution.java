package io.modelfactory.worker.dataset.summary;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.SampledColumn;
import java.util.ArrayList;
import java.util.List;

/**
 * How the values of one feature are distributed in the rows that were trained on, and in those that were judged by.
 * Every row counts once, whatever weight or sampling rate it declares.
 */
public record FeatureDistribution(String name, ValueDistribution train, ValueDistribution test) {

    /** @param features the columns of both matrices, in their order */
    public static List<FeatureDistribution> of(List<EncodedFeature> features, FeatureMatrix train, FeatureMatrix test) {
        PartValues training = PartValues.of(features, train);
        PartValues judged = PartValues.of(features, test);
        List<FeatureDistribution> distributions = new ArrayList<>();
        for (int column = 0; column < features.size(); column++) {
            EncodedFeature feature = features.get(column);
            distributions.add(new FeatureDistribution(
                    feature.name(), training.distribution(feature, column), judged.distribution(feature, column)));
        }
        return distributions;
    }

    /**
     * What is known of the values of some rows after one pass over them as they lie.
     *
     * @param missing rows without a value, by column
     * @param categories rows of each category, by column and code
     * @param spaced the rows whose numbers are looked at
     */
    @SuppressWarnings("ArrayRecordComponent") // no value class: never compared
    private record PartValues(long[] missing, long[][] categories, FeatureMatrix spaced) {

        static PartValues of(List<EncodedFeature> features, FeatureMatrix rows) {
            long[] missing = new long[features.size()];
            long[][] categories = features.stream()
                    .map(feature -> new long[feature.categories().size()])
                    .toArray(long[][]::new);
            float[] values = new float[features.size()];
            for (int row = 0; row < rows.rows(); row++) {
                rows.copyRows(row, 1, values);
                for (int column = 0; column < missing.length; column++) {
                    if (Float.isNaN(values[column])) {
                        missing[column]++;
                    } else if (categories[column].length > 0) {
                        categories[column][(int) values[column]]++;
                    }
                }
            }
            return new PartValues(missing, categories, SampledColumn.rowsLookedAt(rows));
        }

        ValueDistribution distribution(EncodedFeature feature, int column) {
            return feature.type() == FeatureType.NUMERIC
                    ? ValueDistribution.ofNumbers(spaced, column, missing[column])
                    : ValueDistribution.ofCategories(categories[column], missing[column], feature.categories());
        }
    }
}
