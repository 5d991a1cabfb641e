package io.modelfactory.spark;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.LongColumn;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Payments with event keys, as numbers that are all there and weigh the same, but for what they are given beside.
 *
 * @param beside what else they have
 */
record PaymentRows(Set<Beside> beside) {
    /** What rows may have beside numbers. */
    enum Beside {
        CATEGORIES,
        MISSING_VALUES,
        WEIGHTS
    }

    /** With everything. */
    static final PaymentRows ALL = new PaymentRows(EnumSet.allOf(Beside.class));

    private static final int MERCHANTS = 60;

    /** With numbers alone, or one thing beside them. */
    static PaymentRows having(Beside... beside) {
        return new PaymentRows(Set.of(beside));
    }

    List<EncodedFeature> features() {
        List<String> merchants = beside.contains(Beside.CATEGORIES)
                ? IntStream.range(0, MERCHANTS).mapToObj(i -> "m" + i).toList()
                : List.of();
        FeatureType type = merchants.isEmpty() ? FeatureType.NUMERIC : FeatureType.CATEGORICAL;
        return List.of(
                new EncodedFeature("amount", FeatureType.NUMERIC, List.of()),
                new EncodedFeature("hour", FeatureType.NUMERIC, List.of()),
                new EncodedFeature("noise", FeatureType.NUMERIC, List.of()),
                new EncodedFeature("merchant", type, merchants));
    }

    /** The same payments whatever they have beside. */
    LabelledMatrix of(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int width = features().size();
        float[] values = new float[rows * width];
        float[] labels = new float[rows];
        float[] weights = new float[rows];
        long[] keys = new long[rows];
        for (int row = 0; row < rows; row++) {
            double amount = Math.exp(random.nextGaussian() + 3);
            int hour = random.nextInt(24);
            int merchant = random.nextInt(MERCHANTS);
            double risk = -2 + Math.log(amount / 20) + (hour < 6 ? 1 : 0) + (merchant * 7 % 10 == 0 ? 2 : 0);
            values[row * width] = known((float) amount, random.nextInt(20));
            values[row * width + 1] = hour;
            values[row * width + 2] = (float) random.nextGaussian();
            values[row * width + 3] = known(merchant, random.nextInt(30));
            labels[row] = random.nextDouble() < 1 / (1 + Math.exp(-risk)) ? 1 : 0;
            weights[row] = (float) Math.exp(random.nextDouble(-2, 2));
            keys[row] = random.nextLong();
        }
        LabelledMatrix payments =
                new LabelledMatrix(new FeatureMatrix(values, rows, width), labels).keyed(LongColumn.of(keys));
        return beside.contains(Beside.WEIGHTS) ? payments.weighted(FloatColumn.of(weights)) : payments;
    }

    /** One that is not there if the draw is 0. */
    private float known(float value, int draw) {
        return draw == 0 && beside.contains(Beside.MISSING_VALUES) ? Float.NaN : value;
    }
}
