package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;
import java.util.ArrayList;
import java.util.List;

/**
 * What the values of a feature are sorted into for training.
 *
 * @param starts of a number: the smallest value of each bin but for the first, which has whatever is smaller too; a
 *     tree asks whether a value is below one of them. Of a category: its code, each category being a bin
 */
record FeatureBins(EncodedFeature feature, List<Float> starts) {
    FeatureBins {
        starts = List.copyOf(starts);
    }

    /** Every category that the mapping has, whether or not the sample has rows of it. */
    static FeatureBins ofCategories(EncodedFeature feature) {
        List<Float> codes = new ArrayList<>();
        for (int code = 0; code < feature.categories().size(); code++) {
            codes.add((float) code);
        }
        return new FeatureBins(feature, codes);
    }

    /** Whether the library splits it as a set of categories; one that has none is only ever missing. */
    static boolean isCategorical(EncodedFeature feature) {
        return feature.type() == FeatureType.CATEGORICAL
                && !feature.categories().isEmpty();
    }
}
