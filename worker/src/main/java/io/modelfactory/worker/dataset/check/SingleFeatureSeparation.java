package io.modelfactory.worker.dataset.check;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * How well each feature alone separates the classes: max(AUC, 1 - AUC), with ties counted half. Numbers are ranked as
 * they are among the training rows, missing ones once below and once above all others; categories are ranked by their
 * rate of positives among the training rows and judged on the validation and test rows, so that rare categories prove
 * nothing.
 */
public final class SingleFeatureSeparation {
    /** Fewer positives separate by chance. */
    static final int MIN_POSITIVES = 20;

    /** Rows of each class that a first look takes; only what nearly separates them is computed on all rows. */
    private static final int SAMPLE = 5_000;

    private static final double SCREEN_MARGIN = 0.02;

    private final LabelledMatrix train;
    private final LabelledMatrix[] others;
    private final double bound;
    private final FeatureMatrix sampledPositives;
    private final FeatureMatrix sampledNegatives;

    /** @param bound from which on a feature separates suspiciously well */
    public SingleFeatureSeparation(LabelledMatrix train, double bound, LabelledMatrix... others) {
        this.train = train;
        this.bound = bound;
        this.others = others.clone();
        this.sampledPositives = train.features().select(rows(true, SAMPLE));
        this.sampledNegatives = train.features().select(rows(false, SAMPLE));
    }

    /** The features that reach the bound, with their separation. */
    Map<String, Double> suspicious(List<EncodedFeature> features) {
        Map<String, Double> found = new TreeMap<>();
        CategoryCounts training = CategoryCounts.of(train, features);
        CategoryCounts judged = CategoryCounts.of(others[0], features);
        for (int i = 1; i < others.length; i++) {
            judged = judged.plus(CategoryCounts.of(others[i], features));
        }
        for (int column = 0; column < features.size(); column++) {
            EncodedFeature feature = features.get(column);
            Optional<Double> separation = feature.type() == FeatureType.CATEGORICAL
                    ? ofCategories(training, judged, column)
                    : ofNumbers(column);
            separation.filter(value -> value >= bound).ifPresent(value -> found.put(feature.name(), value));
        }
        return found;
    }

    private Optional<Double> ofNumbers(int column) {
        if (sampledPositives.rows() < MIN_POSITIVES || sampledNegatives.rows() < MIN_POSITIVES) {
            return Optional.empty();
        }
        double first = separation(
                (missing) -> values(sampledPositives, column, missing),
                (missing) -> values(sampledNegatives, column, missing));
        return Optional.of(first < bound - SCREEN_MARGIN ? first : ofAllNumbers(column));
    }

    private double ofAllNumbers(int column) {
        int[] positives = rows(true, Integer.MAX_VALUE);
        int[] negatives = rows(false, Integer.MAX_VALUE);
        return separation(
                (missing) -> values(column, positives, missing), (missing) -> values(column, negatives, missing));
    }

    /** Sorted values of a class, the missing ones replaced. */
    private interface SortedValues {
        float[] with(float missing);
    }

    private static double separation(SortedValues positives, SortedValues negatives) {
        return Math.max(
                separation(positives.with(Float.NEGATIVE_INFINITY), negatives.with(Float.NEGATIVE_INFINITY)),
                separation(positives.with(Float.POSITIVE_INFINITY), negatives.with(Float.POSITIVE_INFINITY)));
    }

    /** Training rows of a class, evenly spaced if they are more than {@code most}. */
    private int[] rows(boolean positive, int most) {
        int available = positive ? train.positives() : train.rows() - train.positives();
        int step = Math.max(1, available / most);
        int[] rows = new int[(int) Math.min(available, 2L * most)];
        int seen = 0;
        int size = 0;
        for (int row = 0; row < train.rows(); row++) {
            if ((train.labels().get(row) > 0) == positive && seen++ % step == 0) {
                rows[size++] = row;
            }
        }
        return Arrays.copyOf(rows, size);
    }

    /** The sorted values of some rows. */
    private float[] values(int column, int[] rows, float missing) {
        float[] values = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            float value = train.features().value(rows[i], column);
            values[i] = Float.isNaN(value) ? missing : value;
        }
        Arrays.sort(values);
        return values;
    }

    /** The sorted values of all rows of a sample. */
    private static float[] values(FeatureMatrix sample, int column, float missing) {
        float[] values = new float[sample.rows()];
        for (int row = 0; row < values.length; row++) {
            float value = sample.value(row, column);
            values[row] = Float.isNaN(value) ? missing : value;
        }
        Arrays.sort(values);
        return values;
    }

    /** The Mann-Whitney statistic of two sorted samples as a share of all pairs, folded at one half. */
    private static double separation(float[] positive, float[] negative) {
        double below = 0;
        int less = 0;
        int upTo = 0;
        for (float value : positive) {
            while (less < negative.length && negative[less] < value) {
                less++;
            }
            upTo = Math.max(upTo, less);
            while (upTo < negative.length && negative[upTo] <= value) {
                upTo++;
            }
            below += less + (upTo - less) / 2.0;
        }
        double auc = below / ((double) positive.length * negative.length);
        return Math.max(auc, 1 - auc);
    }

    private static Optional<Double> ofCategories(CategoryCounts training, CategoryCounts judged, int column) {
        long[] rows = training.rows(column);
        long[] positives = training.positives(column);
        double[] rates = new double[rows.length];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = rows[i] == 0 ? 0 : (double) positives[i] / rows[i];
        }
        long sum = LongStream.of(judged.positives(column)).sum();
        long negatives = LongStream.of(judged.rows(column)).sum() - sum;
        if (sum < MIN_POSITIVES || negatives < MIN_POSITIVES) {
            return Optional.empty();
        }
        double pairs = separationByRate(rates, judged.rows(column), judged.positives(column));
        return Optional.of(pairs / ((double) sum * negatives)).map(auc -> Math.max(auc, 1 - auc));
    }

    private static double separationByRate(double[] rates, long[] rows, long[] positives) {
        Integer[] order = new Integer[rates.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(rates[a], rates[b]));
        double pairs = 0;
        double negativesBelow = 0;
        for (int start = 0; start < order.length; ) {
            double tiedNegatives = 0;
            double tiedPositives = 0;
            int end = start;
            while (end < order.length && rates[order[end]] == rates[order[start]]) {
                tiedPositives += positives[order[end]];
                tiedNegatives += rows[order[end]] - positives[order[end]];
                end++;
            }
            pairs += tiedPositives * (negativesBelow + tiedNegatives / 2);
            negativesBelow += tiedNegatives;
            start = end;
        }
        return pairs;
    }
}
