package io.modelfactory.worker.evaluate.metric;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Metrics that take the scores as probabilities. Undefined without rows, which are added from the highest score to the
 * lowest.
 */
public final class ProbabilityMetrics {
    /** Scores of exactly 0 or 1 would make a single wrong row cost infinitely much. */
    static final double LOG_LOSS_CLIP = 1e-15;

    public static final int CALIBRATION_BINS = 10;

    private final int positives;
    private final int rows;
    private double logLoss;
    private double brier;
    private final int[] positivesOfBins = new int[CALIBRATION_BINS];
    private final double[] scoresOfBins = new double[CALIBRATION_BINS];
    private final double[] quantileDifferences = new double[CALIBRATION_BINS];
    private int quantileBin;
    private long added;

    /**
     * @param positives of all rows that will be added
     * @param negatives of all rows that will be added
     */
    ProbabilityMetrics(int positives, int negatives) {
        this.positives = positives;
        this.rows = positives + negatives;
    }

    /**
     * Adds the rows of the next lower score.
     *
     * @param found positives among them
     * @param missed negatives among them
     * @param logOfPositive {@link #logOfPositive} of the score, if there are positives
     * @param logOfNegative {@link #logOfNegative} of the score, if there are negatives
     */
    void add(float score, int found, int missed, double logOfPositive, double logOfNegative) {
        double p = score;
        logLoss -= found * logOfPositive;
        logLoss -= missed * logOfNegative;
        brier += found * (1 - p) * (1 - p) + missed * p * p;
        double scores = p * (found + missed);
        int bin = Math.min((int) (p * CALIBRATION_BINS), CALIBRATION_BINS - 1);
        positivesOfBins[bin] += found;
        scoresOfBins[bin] += scores;
        // Twice the middle of the score's rows, by twice all rows: whole numbers, as is the bin that it lies in.
        long middle = 2 * added + found + missed;
        while (middle * CALIBRATION_BINS >= 2L * rows * (quantileBin + 1)) {
            quantileBin++;
        }
        quantileDifferences[quantileBin] += found - scores;
        added += found + missed;
    }

    /** StrictMath, because Math.log may differ in the last bit from one machine to another. */
    public static double logOfPositive(float score) {
        return StrictMath.log(clipped(score));
    }

    /** As {@link #logOfPositive}, of the chance to be negative. */
    public static double logOfNegative(float score) {
        return StrictMath.log(1 - clipped(score));
    }

    /** The probability that the log loss takes a score for. */
    private static double clipped(float score) {
        return Math.min(Math.max(score, LOG_LOSS_CLIP), 1 - LOG_LOSS_CLIP);
    }

    /** Mean of {@code -log p} of the true class, p clipped to [1e-15, 1 - 1e-15]. */
    OptionalDouble logLoss() {
        return mean(logLoss);
    }

    /** Mean squared difference of score and label. G. W. Brier, Monthly Weather Review 78 (1950). */
    OptionalDouble brier() {
        return mean(brier);
    }

    /**
     * Expected calibration error over bins of equal width: the mean of |observed rate - mean score| weighted by rows.
     * M. P. Naeini, G. F. Cooper, M. Hauskrecht, AAAI 2015.
     */
    OptionalDouble expectedCalibrationError() {
        double sum = 0;
        for (int bin = 0; bin < CALIBRATION_BINS; bin++) {
            sum += Math.abs(positivesOfBins[bin] - scoresOfBins[bin]);
        }
        return mean(sum);
    }

    /**
     * Expected calibration error over bins of equally many rows, so that no bin holds nearly all of them. Rows of equal
     * score are never divided: they belong to the bin that holds the middle of them. J. Nixon et al., Measuring
     * Calibration in Deep Learning, CVPR Workshops 2019.
     */
    OptionalDouble quantileCalibrationError() {
        return mean(Arrays.stream(quantileDifferences).map(Math::abs).sum());
    }

    /**
     * Brier skill score: 1 - Brier / (p (1 - p)), p the share of positives among the same rows, whose Brier score no
     * constant beats. A constant has at most 0, whatever share it was trained on. Undefined without both classes. A. H.
     * Murphy, Journal of Applied Meteorology 12 (1973).
     */
    OptionalDouble brierSkill() {
        double share = (double) positives / rows;
        return skill(brier, share * (1 - share));
    }

    /** As {@link #brierSkill}, for the log loss: 1 - log loss / entropy of the share of positives. */
    OptionalDouble logLossSkill() {
        double share = (double) positives / rows;
        return skill(logLoss, -share * StrictMath.log(share) - (1 - share) * StrictMath.log(1 - share));
    }

    private OptionalDouble skill(double loss, double lossOfGuessing) {
        return positives > 0 && positives < rows
                ? OptionalDouble.of(1 - loss / rows / lossOfGuessing)
                : OptionalDouble.empty();
    }

    private OptionalDouble mean(double sum) {
        return rows == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / rows);
    }
}
