package io.modelfactory.worker.algorithm.logistic;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;

/**
 * How the value of one feature enters the margin: a number, standardized, by one coefficient; a category by the
 * coefficient of its index; a missing or unknown value by a coefficient of its own.
 *
 * @param first index of the feature's first coefficient; the one of missing values comes last
 * @param categories of a categorical feature; 0 of a numeric one
 * @param mean of the values of a numeric feature that training had
 * @param scale their standard deviation; 0 if they are all the same, so that they tell nothing
 */
record FeatureTerm(String name, boolean numeric, int first, int categories, double mean, double scale) {

    /**
     * @param moments of the feature's numbers; of a categorical one without meaning
     * @param first index of its first coefficient
     */
    static FeatureTerm of(EncodedFeature feature, ColumnMoments moments, int first) {
        return feature.type() == FeatureType.CATEGORICAL
                ? new FeatureTerm(
                        feature.name(), false, first, feature.categories().size(), 0, 0)
                : new FeatureTerm(feature.name(), true, first, 0, moments.mean(), moments.deviation());
    }

    int coefficients() {
        return numeric ? 2 : categories + 1;
    }

    int missing() {
        return first + coefficients() - 1;
    }

    /** Which coefficient a value is multiplied with. */
    int index(float value) {
        if (Float.isNaN(value) || (!numeric && !isCategory(value))) {
            return missing();
        }
        return numeric ? first : first + (int) value;
    }

    /** What that coefficient is multiplied with. */
    double factor(float value) {
        if (!numeric || Float.isNaN(value)) {
            return 1;
        }
        return scale > 0 ? (value - mean) / scale : 0;
    }

    private boolean isCategory(float value) {
        return value >= 0 && value < categories && value == (int) value;
    }
}
