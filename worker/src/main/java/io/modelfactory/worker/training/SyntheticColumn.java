package io.modelfactory.worker.training;

import io.modelfactory.worker.model.FeatureMatrix;
import java.util.Arrays;
import java.util.Random;

/**
 * One column of {@link SyntheticRows}. Numbers lie between two neighbouring vigintiles of the training rows, so that
 * they are in the range that the model knows, and the extreme values of single events are not among them. Categories
 * are all equally probable. A value is NaN, which is a missing value or an unknown category, with a probability of at
 * least 1/16.
 */
final class SyntheticColumn {
    private static final double MIN_MISSING = 1.0 / 16;
    private static final int QUANTILES = 20;
    /** Rows that are looked at, evenly spaced: sorting all of them would show in the time that large data takes. */
    private static final int MAX_ROWS = 4_096;

    /** What a drawn position stands for, from the lowest value to the greatest. */
    private final float[] knots;

    private final boolean continuous;
    private final double missing;

    private SyntheticColumn(float[] knots, boolean continuous, double missing) {
        this.knots = knots;
        this.continuous = continuous;
        this.missing = Math.max(MIN_MISSING, missing);
    }

    static SyntheticColumn ofNumbers(FeatureMatrix training, int column) {
        int step = Math.max(1, training.rows() / MAX_ROWS);
        int looked = 0;
        int present = 0;
        float[] values = new float[training.rows() / step + 1];
        for (int row = 0; row < training.rows(); row += step) {
            float value = training.value(row, column);
            looked++;
            if (!Float.isNaN(value)) {
                values[present++] = value;
            }
        }
        Arrays.sort(values, 0, present);
        float[] knots = new float[present == 0 ? 0 : QUANTILES - 1];
        for (int i = 0; i < knots.length; i++) {
            knots[i] = values[(int) ((long) (present - 1) * (i + 1) / QUANTILES)];
        }
        return new SyntheticColumn(knots, true, present == 0 ? 1 : (double) (looked - present) / looked);
    }

    static SyntheticColumn ofCategories(int count) {
        float[] codes = new float[count];
        for (int code = 0; code < count; code++) {
            codes[code] = code;
        }
        return new SyntheticColumn(codes, false, count == 0 ? 1 : 0);
    }

    /** Takes two numbers of the sequence, whatever comes of them. */
    float draw(Random random) {
        double fate = random.nextDouble();
        double position = random.nextDouble();
        if (fate < missing) {
            return Float.NaN;
        }
        if (!continuous) {
            return knots[(int) (position * knots.length)];
        }
        double place = position * (knots.length - 1);
        int left = (int) place;
        double share = place - left;
        // Zero has two signs; the sum has the positive one.
        return (float) (knots[left] * (1 - share) + knots[left + 1] * share) + 0.0f;
    }
}
