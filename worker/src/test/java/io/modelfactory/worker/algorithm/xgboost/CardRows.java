package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.LongColumn;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Rows like card payments: two numbers that matter, one that is mostly 0, noise, a merchant of 300 whose risk has
 * nothing to do with its place among them, a channel; missing values, weights and event keys.
 */
public final class CardRows {
    static final int MERCHANTS = 300;
    public static final List<EncodedFeature> FEATURES = List.of(
            numeric("amount"),
            numeric("hour"),
            numeric("refund"),
            numeric("noise"),
            new EncodedFeature("merchant", FeatureType.CATEGORICAL, names("m", MERCHANTS)),
            new EncodedFeature("channel", FeatureType.CATEGORICAL, names("c", 3)));

    /** The same, with the places of categories as plain numbers. */
    public static final List<EncodedFeature> FEATURES_AS_NUMBERS =
            FEATURES.stream().map(feature -> numeric(feature.name())).toList();

    private CardRows() {}

    private static EncodedFeature numeric(String name) {
        return new EncodedFeature(name, FeatureType.NUMERIC, List.of());
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    /** @param base log-odds of a row without any risk */
    public static LabelledMatrix of(int rows, double base, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int width = FEATURES.size();
        float[] values = new float[rows * width];
        float[] labels = new float[rows];
        float[] weights = new float[rows];
        long[] keys = new long[rows];
        for (int row = 0; row < rows; row++) {
            float amount = (float) Math.exp(random.nextGaussian() * 1.5 + 3);
            int hour = random.nextInt(24);
            int merchant = (int) (MERCHANTS * Math.pow(random.nextDouble(), 1.5));
            int channel = random.nextInt(3);
            double risk = base + 0.5 * Math.log(amount / 20) + (hour < 6 ? 1 : 0) + merchantRisk(merchant);
            float[] row1 = {
                random.nextInt(20) == 0 ? Float.NaN : amount,
                hour,
                random.nextInt(10) == 0 ? -amount * random.nextInt(5) : 0,
                (float) random.nextGaussian(),
                random.nextInt(50) == 0 ? Float.NaN : merchant,
                channel
            };
            System.arraycopy(row1, 0, values, row * width, width);
            labels[row] = random.nextDouble() < 1 / (1 + Math.exp(-risk)) ? 1 : 0;
            weights[row] = (float) Math.exp(random.nextDouble(-3, 3));
            keys[row] = random.nextLong();
        }
        return new LabelledMatrix(new FeatureMatrix(values, rows, width), labels)
                .keyed(LongColumn.of(keys))
                .weighted(FloatColumn.of(weights));
    }

    /** The same rows in another order. */
    static LabelledMatrix shuffled(LabelledMatrix rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = IntStream.range(0, rows.rows()).toArray();
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int row = order[i];
            order[i] = order[other];
            order[other] = row;
        }
        int width = rows.features().columns();
        float[] values = new float[order.length * width];
        float[] labels = new float[order.length];
        float[] weights = new float[order.length];
        long[] keys = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(rows.features().values(), order[i] * width, values, i * width, width);
            labels[i] = rows.labels().get(order[i]);
            weights[i] = rows.weights().orElseThrow().get(order[i]);
            keys[i] = rows.eventKeys().orElseThrow().get(order[i]);
        }
        return new LabelledMatrix(new FeatureMatrix(values, order.length, width), labels)
                .keyed(LongColumn.of(keys))
                .weighted(FloatColumn.of(weights));
    }

    /** The same rows with a number in the place of each value that is missing. */
    public static LabelledMatrix known(LabelledMatrix rows) {
        float[] values = rows.features().values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.isNaN(values[i]) ? 0 : values[i];
        }
        return new LabelledMatrix(new FeatureMatrix(values, rows.rows(), FEATURES.size()), rows.labels())
                .weighted(rows.weights().orElseThrow())
                .keyed(rows.eventKeys().orElseThrow());
    }

    public static LabelledMatrix unweighted(LabelledMatrix rows) {
        return new LabelledMatrix(rows.features(), rows.labels())
                .keyed(rows.eventKeys().orElseThrow());
    }

    private static double merchantRisk(int merchant) {
        return merchant * 7919 % 100 < 20 ? 2.5 : 0;
    }
}
