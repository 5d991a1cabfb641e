package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.TrainingBins;
import java.util.Arrays;
import java.util.List;

/**
 * The bins of all features, chosen before training and the same for every part of the rows.
 *
 * @param sampleRows from which they were chosen
 * @param features in the order of the columns
 */
record PinnedCuts(int sampleRows, List<FeatureBins> features) {
    /**
     * Begins a last bin that no value is in. Without it the library would take the largest value of the sample twice
     * for the end of all numbers, and a larger one in other rows would be sorted otherwise than a stored model does.
     */
    private static final float BEYOND_ALL = Float.MAX_VALUE;

    PinnedCuts {
        features = List.copyOf(features);
    }

    /** As documents have them. */
    TrainingBins asTrainingBins() {
        return new TrainingBins(
                CutSample.RECIPE,
                sampleRows,
                features.stream()
                        .map(bins -> FeatureBins.isCategorical(bins.feature()) ? List.<Float>of() : bins.starts())
                        .toList());
    }

    /**
     * Rows from which the library makes exactly these bins: so few different values that it gives each a bin of its
     * own, from its own value on.
     */
    LabelledMatrix exemplaryRows() {
        int height = features.stream()
                .mapToInt(bins -> bins.starts().size() + (FeatureBins.isCategorical(bins.feature()) ? 0 : 2))
                .max()
                .orElseThrow();
        float[] values = new float[height * features.size()];
        Arrays.fill(values, Float.NaN);
        for (int column = 0; column < features.size(); column++) {
            FeatureBins bins = features.get(column);
            int row = 0;
            for (float start : bins.starts()) {
                values[row++ * features.size() + column] = start;
            }
            if (!FeatureBins.isCategorical(bins.feature())) {
                if (row == 0) {
                    values[row++ * features.size() + column] = 0;
                }
                values[row * features.size() + column] = BEYOND_ALL;
            }
        }
        return new LabelledMatrix(new FeatureMatrix(values, height, features.size()), new float[height]);
    }
}
