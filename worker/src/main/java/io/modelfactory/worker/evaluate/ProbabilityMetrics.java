package io.modelfactory.worker.evaluate;

import java.util.Arrays;
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
            double p = clipped(ranked.score(group));
            // StrictMath, because Math.log may differ in the last bit from one machine to another.
            sum -= ranked.positivesIn(group) * StrictMath.log(p);
            sum -= ranked.negativesIn(group) * StrictMath.log(1 - p);
        }
        return mean(sum, ranked);
    }

    /** The probability that the log loss takes a score for. */
    static double clipped(float score) {
        return Math.min(Math.max(score, LOG_LOSS_CLIP), 1 - LOG_LOSS_CLIP);
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

    /**
     * Expected calibration error over bins of equally many rows, so that no bin holds nearly all of them. Rows of equal
     * score are never divided: they belong to the bin that holds the middle of them. J. Nixon et al., Measuring
     * Calibration in Deep Learning, CVPR Workshops 2019.
     */
    static OptionalDouble quantileCalibrationError(RankedScores ranked) {
        double[] difference = new double[CALIBRATION_BINS];
        for (int group = 0; group < ranked.groups(); group++) {
            double middle = (ranked.ranked(group - 1) + (double) ranked.ranked(group)) / 2;
            int rows = ranked.positivesIn(group) + ranked.negativesIn(group);
            difference[(int) (middle * CALIBRATION_BINS / ranked.rows())] +=
                    ranked.positivesIn(group) - (double) ranked.score(group) * rows;
        }
        return mean(Arrays.stream(difference).map(Math::abs).sum(), ranked);
    }

    /**
     * Brier skill score: 1 - Brier / (p (1 - p)), p the share of positives among the same rows, whose Brier score no
     * constant beats. A constant has at most 0, whatever share it was trained on. Undefined without both classes. A. H.
     * Murphy, Journal of Applied Meteorology 12 (1973).
     */
    static OptionalDouble brierSkill(RankedScores ranked) {
        double share = (double) ranked.positives() / ranked.rows();
        return skill(brier(ranked), share * (1 - share), ranked);
    }

    /** As {@link #brierSkill}, for the log loss: 1 - log loss / entropy of the share of positives. */
    static OptionalDouble logLossSkill(RankedScores ranked) {
        double share = (double) ranked.positives() / ranked.rows();
        double entropy = -share * StrictMath.log(share) - (1 - share) * StrictMath.log(1 - share);
        return skill(logLoss(ranked), entropy, ranked);
    }

    private static OptionalDouble skill(OptionalDouble loss, double lossOfGuessing, RankedScores ranked) {
        return ranked.hasBothClasses()
                ? OptionalDouble.of(1 - loss.orElseThrow() / lossOfGuessing)
                : OptionalDouble.empty();
    }

    private static OptionalDouble mean(double sum, RankedScores ranked) {
        return ranked.rows() == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / ranked.rows());
    }
}
