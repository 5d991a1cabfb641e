package io.modelfactory.worker.evaluate.interval;

import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.metric.ProbabilityMetrics;
import java.util.Set;

/** What the rows of each block add to metrics that are means over rows, so that a draw adds up blocks and not rows. */
final class BlockSums implements DrawnBlocks {
    private static final int BINS = ProbabilityMetrics.CALIBRATION_BINS;

    private final Set<Metric> wanted;
    private final int[] positives;
    private final int[] negatives;
    /** By block; none where no metric needs them, and the following likewise. */
    private final double[] logLoss;

    private final double[] brier;
    /** By block and bin of equal width. */
    private final int[] binPositives;

    private final double[] binScores;

    BlockSums(int blocks, Set<Metric> wanted) {
        this.wanted = wanted;
        this.positives = new int[blocks];
        this.negatives = new int[blocks];
        this.logLoss = new double[wantsLogarithms(wanted) ? blocks : 0];
        this.brier = new double[wanted.contains(Metric.BRIER) || wanted.contains(Metric.BRIER_SKILL) ? blocks : 0];
        int bins = wanted.contains(Metric.ECE) ? blocks * BINS : 0;
        this.binPositives = new int[bins];
        this.binScores = new double[bins];
    }

    static boolean wantsLogarithms(Set<Metric> wanted) {
        return wanted.contains(Metric.LOG_LOSS) || wanted.contains(Metric.LOG_LOSS_SKILL);
    }

    /** Of one row. */
    static double logLoss(boolean positive, float score) {
        return -(positive ? ProbabilityMetrics.logOfPositive(score) : ProbabilityMetrics.logOfNegative(score));
    }

    void add(int block, boolean positive, float score) {
        (positive ? positives : negatives)[block]++;
        double p = score;
        if (brier.length > 0) {
            double miss = positive ? 1 - p : p;
            brier[block] += miss * miss;
        }
        if (logLoss.length > 0) {
            logLoss[block] += logLoss(positive, score);
        }
        if (binScores.length > 0) {
            int bin = block * BINS + Math.min((int) (p * BINS), BINS - 1);
            binPositives[bin] += positive ? 1 : 0;
            binScores[bin] += p;
        }
    }

    @Override
    public DrawnSums drawn(int[] times) {
        int drawnPositives = 0;
        int drawnNegatives = 0;
        double drawnLogLoss = 0;
        double drawnBrier = 0;
        double[] differences = new double[BINS];
        for (int block = 0; block < times.length; block++) {
            int drawn = times[block];
            drawnPositives += drawn * positives[block];
            drawnNegatives += drawn * negatives[block];
            drawnLogLoss += logLoss.length > 0 ? drawn * logLoss[block] : 0;
            drawnBrier += brier.length > 0 ? drawn * brier[block] : 0;
            for (int bin = 0; bin < BINS && binScores.length > 0; bin++) {
                int place = block * BINS + bin;
                differences[bin] += drawn * (binPositives[place] - binScores[place]);
            }
        }
        return new DrawnSums(wanted, drawnPositives, drawnNegatives, drawnLogLoss, drawnBrier, differences);
    }
}
