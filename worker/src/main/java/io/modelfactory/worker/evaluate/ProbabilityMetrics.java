package io.modelfactory.worker.evaluate;

import java.util.OptionalDouble;

/** Metrics that take the scores as probabilities. Undefined without rows. */
final class ProbabilityMetrics {
    /** Scores of exactly 0 or 1 would make a single wrong row cost infinitely much. */
    static final double LOG_LOSS_CLIP = 1e-15;

    static final int CALIBRATION_BINS = 10;

    private ProbabilityMetrics() {}

    /** Mean of {@code -log p} of the true class, p clipped to [1e-15, 1 - 1e-15]. */
    static OptionalDouble logLoss(RankedScores ranked) {
        double sum = 0;
        for (int group = 0; group < ranked.groups(); group++) {
            double p = Math.min(Math.max(ranked.score(group), LOG_LOSS_CLIP), 1 - LOG_LOSS_CLIP);
            // StrictMath, because Math.log may differ in the last bit from one machine to another.
            sum -= ranked.positivesIn(group) * StrictMath.log(p);
            sum -= ranked.negativesIn(group) * StrictMath.log(1 - p);
        }
        return mean(sum, ranked);
    }

    /** Mean squared difference of score and label. G. W. Brier, Monthly Weather Review 78 (1950). */
    static OptionalDouble brier(RankedScores ranked) {
        double sum = 0;
        for (int group = 0; group < ranked.groups(); group++) {
            double p = ranked.score(group);
            sum += ranked.positivesIn(group) * (1 - p) * (1 - p) + ranked.negativesIn(group) * p * p;
        }
        return mean(sum, ranked);
    }

    /**
     * Expected calibration error over bins of equal width: the mean of |observed rate - mean score| weighted by rows.
     * M. P. Naeini, G. F. Cooper, M. Hauskrecht, AAAI 2015.
     */
    static OptionalDouble expectedCalibrationError(RankedScores ranked) {
        double sum = 0;
        for (ScoreBin bin : ScoreBin.of(ranked, CALIBRATION_BINS)) {
            sum += Math.abs(bin.positives() - bin.scoreSum());
        }
        return mean(sum, ranked);
    }

    private static OptionalDouble mean(double sum, RankedScores ranked) {
        return ranked.rows() == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / ranked.rows());
    }
}
