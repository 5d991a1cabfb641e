package io.modelfactory.worker.evaluate.drift;

import io.modelfactory.worker.evaluate.rows.KeySort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Bins of one column, made by its values in the training rows: intervals of equally many rows for numbers, and the most
 * frequent categories with one bin for all others. Missing values have a bin of their own, the last.
 */
final class FeatureBins {
    /** By {@link #key}: each value above a cut is in a later bin; of categories these are codes in their order. */
    private final int[] keys;

    private final boolean categorical;

    private final boolean missingCounts;

    private FeatureBins(int[] keys, boolean categorical, boolean missingCounts) {
        this.keys = keys;
        this.categorical = categorical;
        this.missingCounts = missingCounts;
    }

    /**
     * The same bins, of which the first takes missing values too: for a column whose category was withheld from some
     * training rows, so that they lack it and other rows do not.
     */
    FeatureBins withoutMissing() {
        return new FeatureBins(keys, categorical, false);
    }

    /** At most {@code most} bins beside the one of missing values; equal values are never divided. */
    static FeatureBins ofNumbers(float[] training, int most) {
        int[] sorted = KeySort.ascending(present(training));
        int[] cuts = new int[most];
        int count = 0;
        for (int bin = 1; bin < most && sorted.length > 0; bin++) {
            int cut = sorted[(int) ((long) bin * (sorted.length - 1) / most)];
            boolean divides = value(cut) < value(sorted[sorted.length - 1]);
            if (divides && (count == 0 || value(cut) > value(cuts[count - 1]))) {
                cuts[count++] = cut;
            }
        }
        return new FeatureBins(Arrays.copyOf(cuts, count), false, true);
    }

    /** Codes of categories; at most {@code most} bins beside the one of missing values. */
    static FeatureBins ofCategories(float[] training, int most) {
        int[] sorted = KeySort.ascending(present(training));
        List<RowsOfCode> codes = new ArrayList<>();
        int first = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || sorted[i] != sorted[first]) {
                codes.add(new RowsOfCode(sorted[first], i - first));
                first = i;
            }
        }
        int[] frequent = codes.stream()
                .sorted(Comparator.comparingInt(RowsOfCode::rows).reversed().thenComparingInt(RowsOfCode::key))
                .limit(most - 1L)
                .mapToInt(RowsOfCode::key)
                .toArray();
        return new FeatureBins(frequent, true, true);
    }

    private record RowsOfCode(int key, int rows) {}

    /** The keys of those that are not missing. */
    private static int[] present(float[] values) {
        int[] present = new int[values.length];
        int count = 0;
        for (float value : values) {
            if (!Float.isNaN(value)) {
                present[count++] = key(value);
            }
        }
        return Arrays.copyOf(present, count);
    }

    /** Numbers are ordered like their keys: the bits, those behind the sign turned over where it is negative. */
    private static int key(float value) {
        int bits = Float.floatToIntBits(value);
        return bits ^ ((bits >> (Integer.SIZE - 1)) & Integer.MAX_VALUE);
    }

    private static float value(int key) {
        return Float.intBitsToFloat(key ^ ((key >> (Integer.SIZE - 1)) & Integer.MAX_VALUE));
    }

    /** With the bin of missing values. */
    int count() {
        return keys.length + 2;
    }

    int of(float value) {
        if (Float.isNaN(value)) {
            return missingCounts ? keys.length + 1 : 0;
        }
        return categorical ? ofCategory(key(value)) : ofNumber(key(value));
    }

    private int ofCategory(int code) {
        for (int bin = 0; bin < keys.length; bin++) {
            if (keys[bin] == code) {
                return bin;
            }
        }
        return keys.length;
    }

    /** Counted, because a search would branch, and the processor would guess wrong every other time. */
    private int ofNumber(int key) {
        int bin = 0;
        for (int cut : keys) {
            bin += key > cut ? 1 : 0;
        }
        return bin;
    }

    /** The bin of each value. */
    byte[] of(float[] values) {
        byte[] bins = new byte[values.length];
        for (int row = 0; row < bins.length; row++) {
            bins[row] = (byte) of(values[row]);
        }
        return bins;
    }

    /**
     * The population stability index, sum over the bins of (q - p) ln(q / p): of p and q the shares of the training and
     * of the test rows, with half a row added to each bin so that an empty one has a share. N. Siddiqi, Credit Risk
     * Scorecards (2006), chapter 9. Below 0.1 is taken for stable, above 0.25 for another population.
     */
    double stabilityIndex(float[] training, float[] test) {
        double[] expected = shares(training);
        double[] found = shares(test);
        double sum = 0;
        for (int bin = 0; bin < expected.length; bin++) {
            sum += (found[bin] - expected[bin]) * StrictMath.log(found[bin] / expected[bin]);
        }
        return sum;
    }

    private double[] shares(float[] values) {
        int[] counts = new int[count()];
        for (float value : values) {
            counts[of(value)]++;
        }
        double rows = values.length + counts.length / 2.0;
        return Arrays.stream(counts)
                .mapToDouble(rowsOfBin -> (rowsOfBin + 0.5) / rows)
                .toArray();
    }
}
