package io.modelfactory.worker.model.tree;

import java.util.Arrays;
import java.util.Random;

/** What each feature of a row that is being made may still be. It is narrowed split by split. */
final class RowBox {
    private static final double MISSING = 1.0 / 3;

    private final FeatureRange[] ranges;
    /** Codes of a categorical feature, 0 for a number. */
    private final int[] categories;

    RowBox(int[] categories) {
        this.categories = categories;
        this.ranges = new FeatureRange[categories.length];
        Arrays.setAll(ranges, FeatureRange::all);
    }

    FeatureRange range(int feature) {
        return ranges[feature];
    }

    void set(FeatureRange range) {
        ranges[range.feature()] = range;
    }

    /** Whether any value is left. */
    boolean isPossible(FeatureRange range) {
        return range.missing() || hasValue(range);
    }

    private boolean hasValue(FeatureRange range) {
        return categories[range.feature()] > 0
                ? firstCode(range, 0, categories[range.feature()]) >= 0
                : range.low() < range.high();
    }

    private static int firstCode(FeatureRange range, int from, int count) {
        for (int i = 0; i < count; i++) {
            int code = (from + i) % count;
            if (range.contains(code)) {
                return code;
            }
        }
        return -1;
    }

    /** A row of the box, at its edges: where a number is, or is just not, on the other side of a split. */
    void fill(float[] values, int at, Random random) {
        for (int feature = 0; feature < ranges.length; feature++) {
            FeatureRange range = ranges[feature];
            double fate = random.nextDouble();
            int choice = random.nextInt(1 << 16);
            boolean missing = range.missing() && (fate < MISSING || !hasValue(range));
            values[at + feature] = missing
                    ? Float.NaN
                    : categories[feature] > 0
                            ? firstCode(range, choice % categories[feature], categories[feature])
                            : edge(range, choice);
        }
    }

    private static float edge(FeatureRange range, int choice) {
        boolean bounded = range.low() > Float.NEGATIVE_INFINITY;
        float least = bounded ? range.low() : choice % 3 == 0 ? -Float.MAX_VALUE : Math.min(range.high(), 0f);
        float greatest = range.high() < Float.POSITIVE_INFINITY
                ? below(range)
                : choice % 3 == 0 ? Float.MAX_VALUE : Math.max(range.low(), 0f);
        float chosen = choice % 2 == 0 ? least : greatest;
        // Zero has two signs; the sum has the positive one.
        return (range.contains(chosen) ? chosen : range.contains(greatest) ? greatest : least) + 0f;
    }

    /** The greatest number of the range; not one so small that a processor may take it for zero. */
    private static float below(FeatureRange range) {
        float greatest = Math.nextDown(range.high());
        return Math.abs(greatest) < Float.MIN_NORMAL && range.low() <= -Float.MIN_NORMAL ? -Float.MIN_NORMAL : greatest;
    }
}
