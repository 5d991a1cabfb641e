package io.modelfactory.worker.algorithm.stump;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.ModelScorer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Rows below a threshold of one column have one probability, the others, a missing value included, another. */
record DecisionStump(int features, int column, float threshold, float below, float otherwise, double gain)
        implements ModelScorer {

    /**
     * The split of the largest Gini gain.
     *
     * @param candidates thresholds that are tried for each column, taken at equal steps of the sorted values
     */
    static DecisionStump fit(LabelledMatrix rows, int candidates) {
        DecisionStump best = split(rows, 0, Float.NEGATIVE_INFINITY);
        for (int column = 0; column < rows.features().columns(); column++) {
            float[] sorted = column(rows.features(), column);
            Arrays.sort(sorted);
            for (int step = 1; step < candidates; step++) {
                float threshold = sorted[(int) ((long) step * (sorted.length - 1) / candidates)];
                DecisionStump found = split(rows, column, threshold);
                best = found.gain > best.gain ? found : best;
            }
        }
        return best;
    }

    private static float[] column(FeatureMatrix rows, int column) {
        float[] values = new float[rows.rows()];
        for (int row = 0; row < values.length; row++) {
            values[row] = rows.value(row, column);
        }
        return values;
    }

    private static DecisionStump split(LabelledMatrix rows, int column, float threshold) {
        int[] counts = new int[2];
        int[] positives = new int[2];
        for (int row = 0; row < rows.rows(); row++) {
            int side = rows.features().value(row, column) < threshold ? 0 : 1;
            counts[side]++;
            positives[side] += rows.labels().get(row) > 0 ? 1 : 0;
        }
        double before = impurity(rows.rows(), rows.positives());
        double after = impurity(counts[0], positives[0]) + impurity(counts[1], positives[1]);
        return new DecisionStump(
                rows.features().columns(),
                column,
                threshold,
                (positives[0] + 1f) / (counts[0] + 2f),
                (positives[1] + 1f) / (counts[1] + 2f),
                before - after);
    }

    /** Gini impurity times the rows. */
    private static double impurity(int rows, int positives) {
        return rows == 0 ? 0 : 2.0 * positives * (rows - positives) / rows;
    }

    byte[] content() {
        return "stump %d %d %s %s %s"
                .formatted(features, column, threshold, below, otherwise)
                .getBytes(StandardCharsets.UTF_8);
    }

    static DecisionStump read(byte[] content) {
        List<String> words = List.of(new String(content, StandardCharsets.UTF_8).split(" ", -1));
        if (words.size() != 6 || !words.get(0).equals("stump")) {
            throw new FailureException(FailureCode.TRAINING_FAILED, "the stored model is not a stump");
        }
        return new DecisionStump(
                Integer.parseInt(words.get(1)),
                Integer.parseInt(words.get(2)),
                Float.parseFloat(words.get(3)),
                Float.parseFloat(words.get(4)),
                Float.parseFloat(words.get(5)),
                0);
    }

    @Override
    public float[] score(FeatureMatrix rows) {
        if (rows.columns() != features) {
            throw new IllegalArgumentException(rows.columns() + " columns for a model of " + features + " features");
        }
        float[] scores = new float[rows.rows()];
        for (int row = 0; row < scores.length; row++) {
            scores[row] = rows.value(row, column) < threshold ? below : otherwise;
        }
        return scores;
    }

    @Override
    public void close() {}
}
