package io.modelfactory.spark;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.LongColumn;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Rows with numbers, categories, missing values, weights and event keys. */
final class PaymentRows {
    private static final int MERCHANTS = 60;
    static final List<EncodedFeature> FEATURES = List.of(
            new EncodedFeature("amount", FeatureType.NUMERIC, List.of()),
            new EncodedFeature("hour", FeatureType.NUMERIC, List.of()),
            new EncodedFeature("noise", FeatureType.NUMERIC, List.of()),
            new EncodedFeature(
                    "merchant",
                    FeatureType.CATEGORICAL,
                    IntStream.range(0, MERCHANTS).mapToObj(i -> "m" + i).toList()));

    private PaymentRows() {}

    static LabelledMatrix of(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int width = FEATURES.size();
        float[] values = new float[rows * width];
        float[] labels = new float[rows];
        float[] weights = new float[rows];
        long[] keys = new long[rows];
        for (int row = 0; row < rows; row++) {
            double amount = Math.exp(random.nextGaussian() + 3);
            int hour = random.nextInt(24);
            int merchant = random.nextInt(MERCHANTS);
            double risk = -2 + Math.log(amount / 20) + (hour < 6 ? 1 : 0) + (merchant * 7 % 10 == 0 ? 2 : 0);
            values[row * width] = random.nextInt(20) == 0 ? Float.NaN : (float) amount;
            values[row * width + 1] = hour;
            values[row * width + 2] = (float) random.nextGaussian();
            values[row * width + 3] = random.nextInt(30) == 0 ? Float.NaN : merchant;
            labels[row] = random.nextDouble() < 1 / (1 + Math.exp(-risk)) ? 1 : 0;
            weights[row] = (float) Math.exp(random.nextDouble(-2, 2));
            keys[row] = random.nextLong();
        }
        return new LabelledMatrix(new FeatureMatrix(values, rows, width), labels)
                .weighted(FloatColumn.of(weights))
                .keyed(LongColumn.of(keys));
    }
}
