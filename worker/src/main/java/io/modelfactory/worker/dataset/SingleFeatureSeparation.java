package io.modelfactory.worker.dataset;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How well each feature alone separates the classes: max(AUC, 1 - AUC), with ties counted half. Numbers are ranked as
 * they are among the training rows, missing ones once below and once above all others; categories are ranked by their
 * rate of positives among the training rows and judged on the validation and test rows, so that rare categories prove
 * nothing.
 */
final class SingleFeatureSeparation {
    /** Fewer positives separate by chance. */
    static final int MIN_POSITIVES = 20;

    /** Rows of each class that a first look takes; only what nearly separates them is computed on all rows. */
    private static final int SAMPLE = 5_000;

    private static final double SCREEN_MARGIN = 0.02;

    private final LabelledMatrix train;
    private final LabelledMatrix[] others;
    private final double bound;
    private final int[] sampledPositives;
    private final int[] sampledNegatives;

    /** @param bound from which on a feature separates suspiciously well */
    SingleFeatureSeparation(LabelledMatrix train, double bound, LabelledMatrix... others) {
        this.train = train;
        this.bound = bound;
        this.others = others.clone();
        this.sampledPositives = rows(true, SAMPLE);
        this.sampledNegatives = rows(false, SAMPLE);
    }

    /** The features that reach the bound, with their separation. */
    Map<String, Double> suspicious(Iterable<EncodedFeature> features) {
        Map<String, Double> found = new TreeMap<>();
        int column = 0;
        for (EncodedFeature feature : features) {
            int current = column++;
            Optional<Double> separation = feature.type() == FeatureType.CATEGORICAL
                    ? ofCategories(current, feature.categories().size())
                    : ofNumbers(current);
            separation.filter(value -> value >= bound).ifPresent(value -> found.put(feature.name(), value));
        }
        return found;
    }

    private Optional<Double> ofNumbers(int column) {
        if (sampledPositives.length < MIN_POSITIVES || sampledNegatives.length < MIN_POSITIVES) {
            return Optional.empty();
        }
        double first = ofNumbers(column, sampledPositives, sampledNegatives);
        return Optional.of(
                first < bound - SCREEN_MARGIN
                        ? first
                        : ofNumbers(column, rows(true, Integer.MAX_VALUE), rows(false, Integer.MAX_VALUE)));
    }

    private double ofNumbers(int column, int[] positives, int[] negatives) {
        return Math.max(
                separation(
                        values(column, positives, Float.NEGATIVE_INFINITY),
                        values(column, negatives, Float.NEGATIVE_INFINITY)),
                separation(
                        values(column, positives, Float.POSITIVE_INFINITY),
                        values(column, negatives, Float.POSITIVE_INFINITY)));
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

    private Optional<Double> ofCategories(int column, int categories) {
        // The last place is for rows without a category, or with one that training has not seen.
        double[] rows = new double[categories + 1];
        double[] positives = new double[categories + 1];
        count(train, column, rows, positives);
        double[] rates = new double[categories + 1];
        for (int i = 0; i <= categories; i++) {
            rates[i] = rows[i] == 0 ? 0 : positives[i] / rows[i];
        }
        double[] otherRows = new double[categories + 1];
        double[] otherPositives = new double[categories + 1];
        for (LabelledMatrix other : others) {
            count(other, column, otherRows, otherPositives);
        }
        double sum = Arrays.stream(otherPositives).sum();
        double negatives = Arrays.stream(otherRows).sum() - sum;
        if (sum < MIN_POSITIVES || negatives < MIN_POSITIVES) {
            return Optional.empty();
        }
        return Optional.of(separationByRate(rates, otherRows, otherPositives) / (sum * negatives))
                .map(auc -> Math.max(auc, 1 - auc));
    }

    private static double separationByRate(double[] rates, double[] rows, double[] positives) {
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

    private static void count(LabelledMatrix matrix, int column, double[] rows, double[] positives) {
        for (int row = 0; row < matrix.rows(); row++) {
            float code = matrix.features().value(row, column);
            int index = Float.isNaN(code) ? rows.length - 1 : (int) code;
            rows[index]++;
            positives[index] += matrix.labels().get(row);
        }
    }
}
