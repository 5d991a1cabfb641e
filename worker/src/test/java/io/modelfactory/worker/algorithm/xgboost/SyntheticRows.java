package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import java.util.List;
import java.util.SplittableRandom;

/** Rows with a signal in two numeric features and one categorical, and with missing values. */
final class SyntheticRows {
    static final List<EncodedFeature> FEATURES = List.of(
            new EncodedFeature("amount", FeatureType.NUMERIC, List.of()),
            new EncodedFeature("hour", FeatureType.NUMERIC, List.of()),
            new EncodedFeature("channel", FeatureType.CATEGORICAL, List.of("app", "atm", "web")));

    private SyntheticRows() {}

    static LabelledMatrix of(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[rows * FEATURES.size()];
        float[] labels = new float[rows];
        for (int row = 0; row < rows; row++) {
            float amount = (float) random.nextDouble(0, 100);
            float hour = random.nextInt(24);
            int channel = random.nextInt(3);
            double risk = amount / 100 + (hour < 6 ? 0.5 : 0) + (channel == 2 ? 0.4 : 0) + random.nextDouble();
            values[row * 3] = random.nextInt(20) == 0 ? Float.NaN : amount;
            values[row * 3 + 1] = hour;
            values[row * 3 + 2] = channel;
            labels[row] = risk > 1.7 ? 1 : 0;
        }
        return new LabelledMatrix(new FeatureMatrix(values, rows, FEATURES.size()), labels);
    }

    /** Rows whose first two features decide the label, so that boosting soon has next to nothing to correct. */
    static LabelledMatrix wellSeparated(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[rows * FEATURES.size()];
        float[] labels = new float[rows];
        for (int row = 0; row < rows; row++) {
            float sum = 0;
            for (int column = 0; column < FEATURES.size(); column++) {
                float value = (float) random.nextGaussian();
                values[row * FEATURES.size() + column] = value;
                sum += column < 2 ? value : 0;
            }
            labels[row] = sum > 2 ? 1 : 0;
        }
        return new LabelledMatrix(new FeatureMatrix(values, rows, FEATURES.size()), labels);
    }

    static LabelledMatrix none() {
        return new LabelledMatrix(new FeatureMatrix(new float[0], 0, FEATURES.size()), new float[0]);
    }
}
