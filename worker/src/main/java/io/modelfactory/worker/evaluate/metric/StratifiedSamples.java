package io.modelfactory.worker.evaluate.metric;

import io.modelfactory.worker.evaluate.rows.RowGroups;
import io.modelfactory.worker.evaluate.rows.RowOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Rows drawn with replacement within each class, positives first, as many as there are. They are ranked once: a sample
 * counts how often each score is drawn, and is never sorted. Takes 32 bytes a row.
 */
final class StratifiedSamples {
    private final SplittableRandom random;
    private final ScoreLogs scores;
    /** The group of the score of each positive, in the order of the rows. */
    private final int[] positives;

    private final int[] negatives;
    private final int[] drawnPositives;
    private final int[] drawnNegatives;

    /** @param groupOfRow place of each row's score among the different ones, from the highest to the lowest */
    private StratifiedSamples(SplittableRandom random, float[] labels, float[] scores, int[] groupOfRow) {
        this.random = random;
        this.scores = ScoreLogs.of(descending(scores, groupOfRow));
        int[][] rowsOfClasses = RowGroups.of(labels.length, 2, row -> labels[row] > 0 ? 1 : 0);
        for (int[] rows : rowsOfClasses) {
            for (int i = 0; i < rows.length; i++) {
                rows[i] = groupOfRow[rows[i]];
            }
        }
        this.positives = rowsOfClasses[1];
        this.negatives = rowsOfClasses[0];
        this.drawnPositives = new int[this.scores.groups()];
        this.drawnNegatives = new int[this.scores.groups()];
    }

    /**
     * @param labels 1 or 0, one per row
     * @param scores probabilities, one per row
     */
    static StratifiedSamples of(float[] labels, float[] scores, long seed) {
        return new StratifiedSamples(new SplittableRandom(seed), labels, scores, groupOfRow(RowOrder.of(scores)));
    }

    private static int[] groupOfRow(RowOrder order) {
        int[] groups = new int[order.rows()];
        int group = -1;
        for (int place = order.rows() - 1; place >= 0; place--) {
            group += order.endsScore(place) ? 1 : 0;
            groups[order.row(place)] = group;
        }
        return groups;
    }

    private static float[] descending(float[] scores, int[] groupOfRow) {
        float[] ofGroups = new float[Arrays.stream(groupOfRow).max().orElse(-1) + 1];
        for (int row = 0; row < scores.length; row++) {
            ofGroups[groupOfRow[row]] = scores[row];
        }
        return ofGroups;
    }

    MetricTotals next() {
        draw(positives, drawnPositives);
        draw(negatives, drawnNegatives);
        MetricTotals totals = new MetricTotals(positives.length, negatives.length);
        for (int group = 0; group < scores.groups(); group++) {
            totals.add(scores, group, drawnPositives[group], drawnNegatives[group]);
        }
        return totals;
    }

    private void draw(int[] groups, int[] counts) {
        Arrays.fill(counts, 0);
        for (int i = 0; i < groups.length; i++) {
            counts[groups[random.nextInt(groups.length)]]++;
        }
    }
}
