package io.modelfactory.worker.training;

import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.SampledColumn;
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
    /** What a drawn position stands for, from the lowest value to the greatest. */
    private final float[] knots;

    private final boolean continuous;
    private final double missing;

    private SyntheticColumn(float[] knots, boolean continuous, double missing) {
        this.knots = knots;
        this.continuous = continuous;
        this.missing = Math.max(MIN_MISSING, missing);
    }

    /** @param training rows, or those of them that {@link SampledColumn} looks at */
    static SyntheticColumn ofNumbers(FeatureMatrix training, int column) {
        SampledColumn values = SampledColumn.of(training, column);
        float[] knots = new float[values.isEmpty() ? 0 : QUANTILES - 1];
        for (int i = 0; i < knots.length; i++) {
            knots[i] = values.quantile(i + 1, QUANTILES);
        }
        return new SyntheticColumn(knots, true, values.missing());
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
