package io.modelfactory.worker.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bins of one column, made by its values in the training rows: intervals of equally many rows for numbers, and the most
 * frequent categories with one bin for all others. Missing values have a bin of their own, the last.
 */
final class FeatureBins {
    /** Each value above a cut is in a later bin; of categories these are codes in the order of their bins. */
    private final float[] keys;

    private final boolean categorical;

    private final boolean missingCounts;

    private FeatureBins(float[] keys, boolean categorical, boolean missingCounts) {
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
        float[] sorted = present(training);
        Arrays.sort(sorted);
        List<Float> cuts = new ArrayList<>();
        for (int bin = 1; bin < most && sorted.length > 0; bin++) {
            float cut = sorted[(int) ((long) bin * (sorted.length - 1) / most)];
            boolean divides = cut < sorted[sorted.length - 1];
            if (divides && (cuts.isEmpty() || cut > cuts.get(cuts.size() - 1))) {
                cuts.add(cut);
            }
        }
        return new FeatureBins(array(cuts), false, true);
    }

    /** Codes of categories; at most {@code most} bins beside the one of missing values. */
    static FeatureBins ofCategories(float[] training, int most) {
        Map<Float, Integer> counts = new TreeMap<>();
        for (float code : present(training)) {
            counts.merge(code, 1, Integer::sum);
        }
        List<Float> frequent = counts.entrySet().stream()
                .sorted(Map.Entry.<Float, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(most - 1L)
                .map(Map.Entry::getKey)
                .toList();
        return new FeatureBins(array(frequent), true, true);
    }

    private static float[] present(float[] values) {
        float[] present = new float[values.length];
        int count = 0;
        for (float value : values) {
            if (!Float.isNaN(value)) {
                present[count++] = value;
            }
        }
        return Arrays.copyOf(present, count);
    }

    private static float[] array(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    /** With the bin of missing values. */
    int count() {
        return keys.length + 2;
    }

    int of(float value) {
        if (Float.isNaN(value)) {
            return missingCounts ? keys.length + 1 : 0;
        }
        return categorical ? ofCategory(value) : ofNumber(value);
    }

    private int ofCategory(float code) {
        for (int bin = 0; bin < keys.length; bin++) {
            if (keys[bin] == code) {
                return bin;
            }
        }
        return keys.length;
    }

    private int ofNumber(float value) {
        int found = Arrays.binarySearch(keys, value);
        return found >= 0 ? found : -found - 1;
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
