package io.modelfactory.worker.evaluate.interval;

import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.metric.ProbabilityMetrics;
import java.util.Set;

/**
 * Rows of which each is a block by itself, to the last bit as {@link BlockSums} would have them. What is quickly
 * computed is not stored: 8 bytes a row, and those only where logarithms are wanted.
 */
final class RowSums implements DrawnBlocks {
    private static final int BINS = ProbabilityMetrics.CALIBRATION_BINS;

    private final float[] labels;
    private final float[] scores;
    private final TestBlocks blocks;
    private final Set<Metric> wanted;
    private final double[] logLosses;

    RowSums(float[] labels, float[] scores, TestBlocks blocks, Set<Metric> wanted) {
        this.labels = labels;
        this.scores = scores;
        this.blocks = blocks;
        this.wanted = wanted;
        this.logLosses = new double[BlockSums.wantsLogarithms(wanted) ? labels.length : 0];
        for (int row = 0; row < logLosses.length; row++) {
            logLosses[row] = BlockSums.logLoss(labels[row] > 0, scores[row]);
        }
    }

    @Override
    public DrawnSums drawn(int[] times) {
        int positives = 0;
        int negatives = 0;
        double logLoss = 0;
        double brier = 0;
        double[] differences = new double[BINS];
        for (int row = 0; row < labels.length; row++) {
            int drawn = times[blocks.ofRow(row)];
            double p = scores[row];
            boolean positive = labels[row] > 0;
            double miss = positive ? 1 - p : p;
            positives += positive ? drawn : 0;
            negatives += positive ? 0 : drawn;
            brier += drawn * (miss * miss);
            logLoss += logLosses.length > 0 ? drawn * logLosses[row] : 0;
            differences[Math.min((int) (p * BINS), BINS - 1)] += drawn * ((positive ? 1 : 0) - p);
        }
        return new DrawnSums(wanted, positives, negatives, logLoss, brier, differences);
    }
}
