package io.modelfactory.worker.evaluate.metric;

import java.util.OptionalDouble;

/** Metrics that depend on the order of the scores only. Rows are added from the highest score to the lowest. */
final class RankingMetrics {
    private static final int TOP = 50;
    private static final double FALSE_POSITIVE_RATE = 0.01;

    private final int positives;
    private final int negatives;
    private int truePositives;
    private int falsePositives;
    private long halves;
    private double precisions;
    private double farthest;
    private double recall;
    private boolean beyondRate;
    private double foundInTop;

    /**
     * @param positives of all rows that will be added
     * @param negatives of all rows that will be added
     */
    RankingMetrics(int positives, int negatives) {
        this.positives = positives;
        this.negatives = negatives;
    }

    /**
     * Adds the rows of the next lower score.
     *
     * @param found positives among them
     * @param missed negatives among them
     */
    void add(int found, int missed) {
        addToTop(found, missed);
        if (found > 0) {
            // Over scores of negatives alone the distance changes in one direction, so that their ends are enough.
            measureDistance();
            truePositives += found;
            falsePositives += missed;
            measureDistance();
            // Counted in halves of pairs, so that the sum is exact.
            halves += found * (2L * (negatives - falsePositives) + missed);
            precisions += (double) truePositives / (truePositives + falsePositives) * found;
        } else {
            falsePositives += missed;
        }
        if (!beyondRate) {
            beyondRate = (double) falsePositives / negatives > FALSE_POSITIVE_RATE;
            recall = beyondRate ? recall : (double) truePositives / positives;
        }
    }

    private void addToTop(int found, int missed) {
        int before = truePositives + falsePositives;
        if (before < TOP && before + found + missed >= TOP) {
            foundInTop = truePositives + ((double) TOP - before) / (found + missed) * found;
        }
    }

    private void measureDistance() {
        double distance = (double) truePositives / positives - (double) falsePositives / negatives;
        if (Math.abs(distance) > Math.abs(farthest)) {
            farthest = distance;
        }
    }

    private OptionalDouble ofBothClasses(double value) {
        return positives > 0 && negatives > 0 ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    /**
     * Area under the ROC curve as the Mann-Whitney statistic: the share of (positive, negative) pairs in which the
     * positive has the higher score, a tie counting half. J. A. Hanley, B. J. McNeil, Radiology 143 (1982). Undefined
     * without both classes.
     */
    OptionalDouble aucRoc() {
        return ofBothClasses(halves / 2.0 / ((double) positives * negatives));
    }

    /**
     * Average precision: the sum over distinct thresholds of precision times the gain in recall, without interpolation.
     * Undefined without both classes.
     */
    OptionalDouble averagePrecision() {
        return ofBothClasses(precisions / positives);
    }

    /**
     * Kolmogorov-Smirnov statistic with its sign: of the differences of true and false positive rate over all
     * thresholds, the one that is farthest from 0. Negative for a model that ranks backwards. Undefined without both
     * classes.
     */
    OptionalDouble kolmogorovSmirnov() {
        return ofBothClasses(farthest);
    }

    /**
     * Expected share of positives among the 50 highest scores, ties at the cut counting in proportion, as if they were
     * broken at random. Undefined with fewer rows.
     */
    OptionalDouble precisionAtTop() {
        return positives + negatives < TOP ? OptionalDouble.empty() : OptionalDouble.of(foundInTop / TOP);
    }

    /** The highest recall of a threshold whose false positive rate is 1 % at most; 0 if there is none. */
    OptionalDouble recallAtFalsePositiveRate() {
        return ofBothClasses(recall);
    }
}
