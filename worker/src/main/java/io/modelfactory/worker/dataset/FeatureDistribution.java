package io.modelfactory.worker.dataset;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import java.util.ArrayList;
import java.util.List;

/**
 * How the values of one feature are distributed in the rows that were trained on, and in those that were judged by.
 * Every row counts once, whatever weight or sampling rate it declares.
 */
public record FeatureDistribution(String name, ValueDistribution train, ValueDistribution test) {

    /** @param features the columns of both matrices, in their order */
    static List<FeatureDistribution> of(List<EncodedFeature> features, FeatureMatrix train, FeatureMatrix test) {
        long[] missingTraining = missingRows(train);
        long[] missingTest = missingRows(test);
        List<FeatureDistribution> distributions = new ArrayList<>();
        for (int column = 0; column < features.size(); column++) {
            EncodedFeature feature = features.get(column);
            distributions.add(new FeatureDistribution(
                    feature.name(),
                    values(feature, train, column, missingTraining[column]),
                    values(feature, test, column, missingTest[column])));
        }
        return distributions;
    }

    private static ValueDistribution values(EncodedFeature feature, FeatureMatrix rows, int column, long missing) {
        return feature.type() == FeatureType.NUMERIC
                ? ValueDistribution.ofNumbers(rows, column, missing)
                : ValueDistribution.ofCategories(rows, column, missing, feature.categories());
    }

    /** By column, in one pass over the rows as they lie. */
    private static long[] missingRows(FeatureMatrix rows) {
        long[] missing = new long[rows.columns()];
        float[] values = new float[rows.columns()];
        for (int row = 0; row < rows.rows(); row++) {
            rows.copyRows(row, 1, values);
            for (int column = 0; column < missing.length; column++) {
                if (Float.isNaN(values[column])) {
                    missing[column]++;
                }
            }
        }
        return missing;
    }
}
