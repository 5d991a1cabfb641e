package io.modelfactory.worker.evaluate;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What metrics need of groups of equal score, added from the highest score to the lowest. Each sum is that of the
 * metric's own definition, in its order, so that it has the same bits.
 */
final class DrawnSums {
    private static final int TOP = 50;
    private static final double FALSE_POSITIVE_RATE = 0.01;

    private final int positives;
    private final int negatives;
    private final boolean ranks;
    private final boolean squares;
    private final boolean bins;
    private final boolean quantiles;
    private int truePositives;
    private int falsePositives;
    private long halves;
    private double precisions;
    private double farthest;
    private double logLoss;
    private double brier;
    private double recall;
    private boolean beyondRate;
    private double foundInTop = Double.NaN;
    private final int[] binPositives = new int[ProbabilityMetrics.CALIBRATION_BINS];
    private final double[] binScores = new double[ProbabilityMetrics.CALIBRATION_BINS];
    private final double[] quantileDifferences = new double[ProbabilityMetrics.CALIBRATION_BINS];

    /**
     * @param positives of all groups
     * @param negatives of all groups
     */
    DrawnSums(Set<Metric> wanted, int positives, int negatives) {
        this.positives = positives;
        this.negatives = negatives;
        this.ranks = wanted.stream().anyMatch(metric -> metric.kind() == Metric.Kind.DISCRIMINATION);
        this.squares = wanted.contains(Metric.BRIER) || wanted.contains(Metric.BRIER_SKILL);
        this.bins = wanted.contains(Metric.ECE);
        this.quantiles = wanted.contains(Metric.ECE_QUANTILE);
    }

    void addLogarithms(int found, int missed, double log, double complementLog) {
        logLoss -= found * log;
        logLoss -= missed * complementLog;
    }

    /** @param score of the group, whose rows are at least one */
    void add(int found, int missed, float score) {
        int before = truePositives + falsePositives;
        int foundBefore = truePositives;
        truePositives += found;
        falsePositives += missed;
        int ranked = truePositives + falsePositives;
        if (ranks) {
            addRanks(found, missed, before, foundBefore);
        }
        double p = score;
        if (squares) {
            brier += found * (1 - p) * (1 - p) + missed * p * p;
        }
        if (bins) {
            int bin =
                    Math.min((int) (p * ProbabilityMetrics.CALIBRATION_BINS), ProbabilityMetrics.CALIBRATION_BINS - 1);
            binPositives[bin] += found;
            binScores[bin] += p * (found + missed);
        }
        if (quantiles) {
            double middle = (before + (double) ranked) / 2;
            quantileDifferences[(int) (middle * ProbabilityMetrics.CALIBRATION_BINS / rows())] +=
                    found - p * (found + missed);
        }
    }

    private void addRanks(int found, int missed, int before, int foundBefore) {
        int ranked = truePositives + falsePositives;
        halves += found * (2L * (negatives - falsePositives) + missed);
        if (found > 0) {
            precisions += (double) truePositives / ranked * found;
        }
        double recalled = (double) truePositives / positives;
        double falsePositiveRate = (double) falsePositives / negatives;
        if (Math.abs(recalled - falsePositiveRate) > Math.abs(farthest)) {
            farthest = recalled - falsePositiveRate;
        }
        beyondRate |= falsePositiveRate > FALSE_POSITIVE_RATE;
        recall = beyondRate ? recall : recalled;
        if (before < TOP && ranked >= TOP) {
            foundInTop = foundBefore + ((double) TOP - before) / (ranked - before) * found;
        }
    }

    private int rows() {
        return positives + negatives;
    }

    OptionalDouble value(Metric metric) {
        boolean bothClasses = positives > 0 && negatives > 0;
        return switch (metric) {
            case TEST_ROWS -> OptionalDouble.of(rows());
            case TEST_POSITIVES -> OptionalDouble.of(positives);
            case AUC_ROC -> defined(bothClasses, halves / 2.0 / ((double) positives * negatives));
            case AUC_PR -> defined(bothClasses, precisions / positives);
            case KS -> defined(bothClasses, farthest);
            case RECALL_AT_FPR_1PCT -> defined(bothClasses, recall);
            case PRECISION_AT_50 -> defined(rows() >= TOP, foundInTop / TOP);
            case LOG_LOSS -> defined(rows() > 0, logLoss / rows());
            case BRIER -> defined(rows() > 0, brier / rows());
            case LOG_LOSS_SKILL -> defined(bothClasses, 1 - logLoss / rows() / entropy());
            case BRIER_SKILL -> defined(bothClasses, 1 - brier / rows() / (share() * (1 - share())));
            case ECE -> defined(rows() > 0, binDifferences() / rows());
            case ECE_QUANTILE ->
                defined(
                        rows() > 0,
                        Arrays.stream(quantileDifferences).map(Math::abs).sum() / rows());
        };
    }

    private static OptionalDouble defined(boolean condition, double value) {
        return condition ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private double share() {
        return (double) positives / rows();
    }

    private double entropy() {
        return -share() * StrictMath.log(share()) - (1 - share()) * StrictMath.log(1 - share());
    }

    private double binDifferences() {
        double sum = 0;
        for (int bin = 0; bin < binPositives.length; bin++) {
            sum += Math.abs(binPositives[bin] - binScores[bin]);
        }
        return sum;
    }
}
