package io.modelfactory.worker.evaluate.metric;

import io.modelfactory.worker.evaluate.rows.KeySort;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/**
 * Scored rows from the highest score to the lowest, rows of equal score taken together. Position {@code i} is the
 * threshold that predicts positive for every row of the groups 0 to i.
 */
public final class RankedScores {
    private final float[] scores;
    private final int[] truePositives;
    private final int[] falsePositives;
    private final int positives;
    private final int negatives;

    private RankedScores(float[] scores, int[] truePositives, int[] falsePositives, int positives, int negatives) {
        this.scores = scores;
        this.truePositives = truePositives;
        this.falsePositives = falsePositives;
        this.positives = positives;
        this.negatives = negatives;
    }

    /**
     * @param labels 1 or 0
     * @param scores probabilities between 0 and 1
     */
    public static RankedScores of(float[] labels, float[] scores) {
        if (labels.length != scores.length) {
            throw new IllegalArgumentException(labels.length + " labels for " + scores.length + " scores");
        }
        return of(labels.length, row -> key(labels, scores, row));
    }

    /** The same of some of the rows. */
    public static RankedScores of(float[] labels, float[] scores, int[] rows) {
        return of(rows.length, i -> key(labels, scores, rows[i]));
    }

    /** Takes 16 bytes a row, and keeps 12. */
    private static RankedScores of(int rows, IntUnaryOperator keys) {
        return group(KeySort.ascending(keys(rows, keys)));
    }

    private static int[] keys(int rows, IntUnaryOperator keyOfRow) {
        int[] keys = new int[rows];
        for (int row = 0; row < rows; row++) {
            keys[row] = keyOfRow.applyAsInt(row);
        }
        return keys;
    }

    /**
     * Orders rows as their scores do: floats from 0 to 1 are ordered like their bits, 30 at most, which leave one for
     * the label.
     */
    private static int key(float[] labels, float[] scores, int row) {
        if (!(scores[row] >= 0 && scores[row] <= 1)) {
            throw new IllegalArgumentException("row " + row + " has score " + scores[row] + ", not a probability");
        }
        // Adding 0 makes -0 a plain 0.
        return Float.floatToIntBits(scores[row] + 0f) << 1 | (labels[row] > 0 ? 1 : 0);
    }

    /** Rows that all have one score. */
    static RankedScores constant(float score, int positives, int negatives) {
        return positives + negatives == 0
                ? new RankedScores(new float[0], new int[0], new int[0], 0, 0)
                : new RankedScores(
                        new float[] {score}, new int[] {positives}, new int[] {negatives}, positives, negatives);
    }

    /** How many rows of each class a score has, from the highest score to the lowest. */
    interface Groups {
        void add(int group, int positives, int negatives);
    }

    /**
     * The same scores over the same rows in a random order, every order being as likely as any other: selection
     * sampling, D. E. Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S.
     */
    void inRandomOrder(Random random, Groups target) {
        int found = 0;
        int row = 0;
        for (int group = 0; group < groups(); group++) {
            int first = row;
            int before = found;
            for (; row < ranked(group); row++) {
                found += random.nextInt(rows() - row) < positives - found ? 1 : 0;
            }
            target.add(group, found - before, row - first - (found - before));
        }
    }

    private static RankedScores group(int[] ascending) {
        int count = groupCount(ascending);
        float[] scores = new float[count];
        int[] truePositives = new int[count];
        int[] falsePositives = new int[count];
        int group = -1;
        int positives = 0;
        for (int i = ascending.length - 1; i >= 0; i--) {
            float score = scoreOf(ascending[i]);
            positives += ascending[i] & 1;
            if (group < 0 || scores[group] != score) {
                group++;
            }
            scores[group] = score;
            truePositives[group] = positives;
            falsePositives[group] = ascending.length - i - positives;
        }
        return new RankedScores(scores, truePositives, falsePositives, positives, ascending.length - positives);
    }

    /** Counted first, so that arrays for as many groups as rows are never held beside those that are kept. */
    private static int groupCount(int[] ascending) {
        int count = 0;
        for (int i = 0; i < ascending.length; i++) {
            count += i == 0 || scoreOf(ascending[i]) != scoreOf(ascending[i - 1]) ? 1 : 0;
        }
        return count;
    }

    private static float scoreOf(int key) {
        return Float.intBitsToFloat(key >>> 1);
    }

    int groups() {
        return scores.length;
    }

    /** With what the log loss takes of them. */
    ScoreLogs logs() {
        return ScoreLogs.of(scores);
    }

    float score(int group) {
        return scores[group];
    }

    /** Positives with this group's score or a higher one. */
    int truePositives(int group) {
        return group < 0 ? 0 : truePositives[group];
    }

    /** Negatives with this group's score or a higher one. */
    int falsePositives(int group) {
        return group < 0 ? 0 : falsePositives[group];
    }

    /** Rows with this group's score or a higher one. */
    int ranked(int group) {
        return truePositives(group) + falsePositives(group);
    }

    int positivesIn(int group) {
        return truePositives(group) - truePositives(group - 1);
    }

    int negativesIn(int group) {
        return falsePositives(group) - falsePositives(group - 1);
    }

    int positives() {
        return positives;
    }

    int negatives() {
        return negatives;
    }

    int rows() {
        return positives + negatives;
    }

    boolean hasBothClasses() {
        return positives > 0 && negatives > 0;
    }

    double truePositiveRate(int group) {
        return (double) truePositives(group) / positives;
    }

    double falsePositiveRate(int group) {
        return (double) falsePositives(group) / negatives;
    }

    double precision(int group) {
        return (double) truePositives(group) / ranked(group);
    }

    /**
     * Expected positives among the first rows of the ranking. Where the cut falls among rows of equal score, they count
     * in proportion, as if ties were broken at random.
     */
    double expectedPositivesInTop(double rows) {
        int group = firstGroupReaching(rows);
        int before = ranked(group - 1);
        double share = (rows - before) / (ranked(group) - before);
        return truePositives(group - 1) + share * positivesIn(group);
    }

    private int firstGroupReaching(double rows) {
        int low = 0;
        int high = groups() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranked(middle) >= rows) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
