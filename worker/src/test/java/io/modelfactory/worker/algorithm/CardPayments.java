package io.modelfactory.worker.algorithm;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Rows whose log-odds are linear in an amount, an hour and a channel; with missing values, and a column of one value.
 */
public final class CardPayments {
    public static final List<EncodedFeature> FEATURES = List.of(
            new EncodedFeature("amount", FeatureType.NUMERIC, List.of()),
            new EncodedFeature("hour", FeatureType.NUMERIC, List.of()),
            new EncodedFeature("version", FeatureType.NUMERIC, List.of()),
            new EncodedFeature("channel", FeatureType.CATEGORICAL, List.of("app", "atm", "web")));
    public static final int WIDTH = 4;

    private CardPayments() {}

    /** @param offset of the log-odds; -2 for one positive in five */
    public static LabelledMatrix of(int rows, long seed, double offset) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[rows * WIDTH];
        float[] labels = new float[rows];
        for (int row = 0; row < rows; row++) {
            float amount = (float) random.nextDouble(0, 1000);
            int hour = random.nextInt(24);
            int channel = random.nextInt(4);
            boolean missing = random.nextInt(10) == 0;
            values[row * WIDTH] = missing ? Float.NaN : amount;
            values[row * WIDTH + 1] = hour;
            values[row * WIDTH + 2] = 7;
            values[row * WIDTH + 3] = channel == 3 ? Float.NaN : channel;
            double margin = offset + (missing ? 1 : amount / 400) - hour / 12.0 + (channel == 2 ? 1 : 0);
            labels[row] = random.nextDouble() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
        }
        return new LabelledMatrix(new FeatureMatrix(values, rows, WIDTH), labels);
    }

    public static LabelledMatrix none() {
        return new LabelledMatrix(new FeatureMatrix(new float[0], 0, WIDTH), new float[0]);
    }
}
