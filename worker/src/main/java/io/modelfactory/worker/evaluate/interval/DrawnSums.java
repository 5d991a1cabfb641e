package io.modelfactory.worker.evaluate.interval;

import io.modelfactory.worker.evaluate.metric.Metric;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Set;

/** What metrics need of drawn rows: means over them, and what groups of equal score add from the highest score down. */
final class DrawnSums {
    private static final int TOP = 50;
    private static final double FALSE_POSITIVE_RATE = 0.01;
    private final int positives;
    private final int negatives;
    private final double logLoss;
    private final double brier;
    private final double[] binDifferences;
    private final boolean areas;
    private final boolean rates;
    private final boolean quantiles;
    private int truePositives;
    private int falsePositives;
    private long halves;
    private double precisions;
    private double farthest;
    private double recall;
    private boolean beyondRate;
    private double foundInTop = Double.NaN;
    private double[] quantileDifferences = {};

    /**
     * @param positives drawn
     * @param negatives drawn
     * @param logLoss of all drawn rows
     * @param brier of all drawn rows
     * @param binDifferences of bins of equal width: positives less the sum of the scores
     */
    DrawnSums(Set<Metric> wanted, int positives, int negatives, double logLoss, double brier, double[] binDifferences) {
        this.positives = positives;
        this.negatives = negatives;
        this.logLoss = logLoss;
        this.brier = brier;
        this.binDifferences = binDifferences;
        this.areas = wanted.contains(Metric.AUC_ROC) || wanted.contains(Metric.AUC_PR);
        this.rates = wanted.contains(Metric.KS)
                || wanted.contains(Metric.RECALL_AT_FPR_1PCT)
                || wanted.contains(Metric.PRECISION_AT_50);
        this.quantiles = wanted.contains(Metric.ECE_QUANTILE);
    }

    int positives() {
        return positives;
    }

    int negatives() {
        return negatives;
    }

    boolean hasAreas() {
        return areas;
    }

    boolean hasQuantiles() {
        return quantiles;
    }

    boolean hasRates() {
        return rates;
    }

    /**
     * @param pairHalves twice the pairs whose positive has the higher score
     * @param precisionSum precision at the score of each positive, added up
     */
    void setAreas(long pairHalves, double precisionSum) {
        halves = pairHalves;
        precisions = precisionSum;
    }

    /** @param differences of bins of equally many rows: positives less the sum of the scores */
    void setQuantiles(double[] differences) {
        quantileDifferences = differences;
    }

    /** Adds the rows of the next lower score. */
    void addRates(int found, int missed) {
        int before = truePositives + falsePositives;
        if (before < TOP && before + found + missed >= TOP) {
            foundInTop = truePositives + ((double) TOP - before) / (found + missed) * found;
        }
        truePositives += found;
        falsePositives += missed;
        double recalled = (double) truePositives / positives;
        double falsePositiveRate = (double) falsePositives / negatives;
        if (Math.abs(recalled - falsePositiveRate) > Math.abs(farthest)) {
            farthest = recalled - falsePositiveRate;
        }
        beyondRate |= falsePositiveRate > FALSE_POSITIVE_RATE;
        recall = beyondRate ? recall : recalled;
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
            case ECE -> defined(rows() > 0, distance(binDifferences));
            case ECE_QUANTILE -> defined(rows() > 0, distance(quantileDifferences));
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

    private double distance(double[] differences) {
        return Arrays.stream(differences).map(Math::abs).sum() / rows();
    }
}
