package io.modelfactory.worker.evaluate.interval;

import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.metric.ProbabilityMetrics;
import io.modelfactory.worker.evaluate.rows.RowOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Metrics of rows of which each block occurs any number of times: those of {@link Metric#value} of rows that are
 * written out as often. Rows are ordered once; a draw goes over them once, and only for metrics that depend on the
 * order.
 */
public final class DrawnMetrics {
    private static final int POSITIVE = 2;
    private static final int LAST_OF_SCORE = 1;
    private static final int FLAGS = 2;

    private final List<Metric> metrics;
    /** From the highest score to the lowest: the block, whether it is positive, and whether it ends its score. */
    private final int[] rows;

    /** In the same order; none where no metric needs them. */
    private final float[] orderedScores;

    private final DrawnBlocks blocks;
    private final int blockCount;

    /**
     * @param labels 1 or 0, one per row
     * @param scores probabilities, one per row
     */
    public DrawnMetrics(float[] labels, float[] scores, TestBlocks blocks, List<Metric> metrics) {
        this.metrics = List.copyOf(metrics);
        Set<Metric> wanted = metrics.isEmpty() ? EnumSet.noneOf(Metric.class) : EnumSet.copyOf(metrics);
        this.blockCount = blocks.count();
        // First, while nothing else of the rows is held: sorting takes as much again.
        RowOrder order = RowOrder.of(scores);
        rows = new int[labels.length];
        orderedScores = new float[wanted.contains(Metric.ECE_QUANTILE) ? labels.length : 0];
        for (int i = 0; i < rows.length; i++) {
            int place = rows.length - 1 - i;
            int row = order.row(place);
            boolean positive = labels[row] > 0;
            boolean last = place == 0 || order.endsScore(place - 1);
            rows[i] = blocks.ofRow(row) << FLAGS | (positive ? POSITIVE : 0) | (last ? LAST_OF_SCORE : 0);
            if (orderedScores.length > 0) {
                orderedScores[i] = order.score(place);
            }
        }
        this.blocks = DrawnBlocks.of(labels, scores, order, blocks, wanted);
    }

    /**
     * @param times how often each block occurs
     * @return one value per metric; NaN where it is undefined
     */
    public double[] values(int[] times) {
        DrawnSums sums = blocks.drawn(times);
        if (sums.hasAreas()) {
            addAreas(times, sums);
        }
        if (sums.hasQuantiles()) {
            addQuantiles(times, sums);
        }
        if (sums.hasRates()) {
            addRates(times, sums);
        }
        return metrics.stream()
                .map(sums::value)
                .mapToDouble(value -> value.orElse(Double.NaN))
                .toArray();
    }

    // The loops below take nearly all the time of an evaluation. Each keeps what it adds in variables of its own, and a
    // score of which nothing is drawn adds nothing: a branch for it would be guessed wrong every third time.

    private void addAreas(int[] times, DrawnSums sums) {
        int negatives = sums.negatives();
        int truePositives = 0;
        int falsePositives = 0;
        long halves = 0;
        double precisions = 0;
        int found = 0;
        int missed = 0;
        for (int row : rows) {
            int drawn = times[row >>> FLAGS];
            if ((row & POSITIVE) == 0) {
                missed += drawn;
            } else {
                found += drawn;
            }
            if ((row & LAST_OF_SCORE) != 0) {
                falsePositives += missed;
                if (found > 0) {
                    truePositives += found;
                    halves += found * (2L * (negatives - falsePositives) + missed);
                    precisions += (double) truePositives / (truePositives + falsePositives) * found;
                    found = 0;
                }
                missed = 0;
            }
        }
        sums.setAreas(halves, precisions);
    }

    /** Bins of equally many rows, as {@link ProbabilityMetrics} has them. */
    private void addQuantiles(int[] times, DrawnSums sums) {
        int bins = ProbabilityMetrics.CALIBRATION_BINS;
        double[] differences = new double[bins];
        long perBin = 2L * (sums.positives() + sums.negatives());
        long next = perBin;
        long ranked = 0;
        int bin = 0;
        double scoreSum = 0;
        long positives = 0;
        int found = 0;
        int drawnRows = 0;
        for (int i = 0; i < rows.length; i++) {
            int row = rows[i];
            int drawn = times[row >>> FLAGS];
            drawnRows += drawn;
            found += (row & POSITIVE) == 0 ? 0 : drawn;
            if ((row & LAST_OF_SCORE) != 0) {
                // Twice the middle of the score's rows. Where nothing is drawn a bin may begin early: it has no rows
                // yet.
                long middle = 2 * ranked + drawnRows;
                while (middle * bins >= next) {
                    differences[bin++] = positives - scoreSum;
                    positives = 0;
                    scoreSum = 0;
                    next = bin < bins - 1 ? next + perBin : Long.MAX_VALUE;
                }
                scoreSum += (double) orderedScores[i] * drawnRows;
                positives += found;
                ranked += drawnRows;
                drawnRows = 0;
                found = 0;
            }
        }
        differences[bin] = positives - scoreSum;
        sums.setQuantiles(differences);
    }

    private void addRates(int[] times, DrawnSums sums) {
        int found = 0;
        int missed = 0;
        for (int row : rows) {
            int drawn = times[row >>> FLAGS];
            if ((row & POSITIVE) == 0) {
                missed += drawn;
            } else {
                found += drawn;
            }
            if ((row & LAST_OF_SCORE) != 0) {
                sums.addRates(found, missed);
                found = 0;
                missed = 0;
            }
        }
    }

    /** Every block once. */
    public double[] valuesOfAllRows() {
        int[] once = new int[blockCount];
        Arrays.fill(once, 1);
        return values(once);
    }
}
