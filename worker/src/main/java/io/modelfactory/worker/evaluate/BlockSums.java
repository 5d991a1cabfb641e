package io.modelfactory.worker.evaluate;

import java.util.Arrays;
import java.util.Set;

/** What the rows of each block add to metrics that are means over rows, so that a draw adds up blocks and not rows. */
final class BlockSums {
    private static final int BINS = ProbabilityMetrics.CALIBRATION_BINS;

    private final Set<Metric> wanted;
    private final boolean logarithms;
    private final int[] positives;
    private final int[] negatives;
    private final double[] logLoss;
    private final double[] brier;
    /** By block and bin of equal width. */
    private final int[] binPositives;

    private final double[] binScores;

    BlockSums(int blocks, Set<Metric> wanted) {
        this.wanted = wanted;
        this.logarithms = wanted.contains(Metric.LOG_LOSS) || wanted.contains(Metric.LOG_LOSS_SKILL);
        this.positives = new int[blocks];
        this.negatives = new int[blocks];
        this.logLoss = new double[blocks];
        this.brier = new double[blocks];
        int bins = wanted.contains(Metric.ECE) ? blocks * BINS : 0;
        this.binPositives = new int[bins];
        this.binScores = new double[bins];
    }

    void add(int block, boolean positive, float score) {
        (positive ? positives : negatives)[block]++;
        double p = score;
        double miss = positive ? 1 - p : p;
        brier[block] += miss * miss;
        if (logarithms) {
            double clipped = ProbabilityMetrics.clipped(score);
            // StrictMath, because Math.log may differ in the last bit from one machine to another.
            logLoss[block] -= StrictMath.log(positive ? clipped : 1 - clipped);
        }
        if (binScores.length > 0) {
            int bin = block * BINS + Math.min((int) (p * BINS), BINS - 1);
            binPositives[bin] += positive ? 1 : 0;
            binScores[bin] += p;
        }
    }

    /** Every block once. */
    int[] once() {
        int[] once = new int[positives.length];
        Arrays.fill(once, 1);
        return once;
    }

    /** @param times how often each block occurs */
    DrawnSums drawn(int[] times) {
        int drawnPositives = 0;
        int drawnNegatives = 0;
        double drawnLogLoss = 0;
        double drawnBrier = 0;
        double[] differences = new double[BINS];
        for (int block = 0; block < times.length; block++) {
            int drawn = times[block];
            drawnPositives += drawn * positives[block];
            drawnNegatives += drawn * negatives[block];
            drawnLogLoss += drawn * logLoss[block];
            drawnBrier += drawn * brier[block];
            for (int bin = 0; bin < BINS && binScores.length > 0; bin++) {
                int place = block * BINS + bin;
                differences[bin] += drawn * (binPositives[place] - binScores[place]);
            }
        }
        return new DrawnSums(wanted, drawnPositives, drawnNegatives, drawnLogLoss, drawnBrier, differences);
    }
}
