package io.modelfactory.worker.evaluate;

import java.util.OptionalDouble;

/** Metrics that depend on the order of the scores only. */
final class RankingMetrics {
    private RankingMetrics() {}

    /**
     * Area under the ROC curve as the Mann-Whitney statistic: the share of (positive, negative) pairs in which the
     * positive has the higher score, a tie counting half. J. A. Hanley, B. J. McNeil, Radiology 143 (1982). Undefined
     * without both classes.
     */
    static OptionalDouble aucRoc(RankedScores ranked) {
        if (!ranked.hasBothClasses()) {
            return OptionalDouble.empty();
        }
        // Counted in halves of pairs, so that the sum is exact.
        long halves = 0;
        for (int group = 0; group < ranked.groups(); group++) {
            int below = ranked.negatives() - ranked.falsePositives(group);
            halves += ranked.positivesIn(group) * (2L * below + ranked.negativesIn(group));
        }
        return OptionalDouble.of(halves / 2.0 / ((double) ranked.positives() * ranked.negatives()));
    }

    /**
     * Average precision: the sum over distinct thresholds of precision times the gain in recall, without interpolation.
     * Undefined without both classes.
     */
    static OptionalDouble averagePrecision(RankedScores ranked) {
        if (!ranked.hasBothClasses()) {
            return OptionalDouble.empty();
        }
        double sum = 0;
        for (int group = 0; group < ranked.groups(); group++) {
            sum += ranked.precision(group) * ranked.positivesIn(group);
        }
        return OptionalDouble.of(sum / ranked.positives());
    }

    /**
     * Kolmogorov-Smirnov statistic with its sign: of the differences of true and false positive rate over all
     * thresholds, the one that is farthest from 0. Negative for a model that ranks backwards. Undefined without both
     * classes.
     */
    static OptionalDouble kolmogorovSmirnov(RankedScores ranked) {
        if (!ranked.hasBothClasses()) {
            return OptionalDouble.empty();
        }
        double farthest = 0;
        for (int group = 0; group < ranked.groups(); group++) {
            double difference = ranked.truePositiveRate(group) - ranked.falsePositiveRate(group);
            if (Math.abs(difference) > Math.abs(farthest)) {
                farthest = difference;
            }
        }
        return OptionalDouble.of(farthest);
    }

    /**
     * Expected share of positives among the {@code k} highest scores, ties at the cut counting in proportion. Undefined
     * with fewer than {@code k} rows.
     */
    static OptionalDouble precisionAt(int k, RankedScores ranked) {
        return ranked.rows() < k ? OptionalDouble.empty() : OptionalDouble.of(ranked.expectedPositivesInTop(k) / k);
    }

    /** The highest recall of a threshold whose false positive rate does not exceed the limit; 0 if there is none. */
    static OptionalDouble recallAtFalsePositiveRate(double limit, RankedScores ranked) {
        if (!ranked.hasBothClasses()) {
            return OptionalDouble.empty();
        }
        double recall = 0;
        for (int group = 0; group < ranked.groups() && ranked.falsePositiveRate(group) <= limit; group++) {
            recall = ranked.truePositiveRate(group);
        }
        return OptionalDouble.of(recall);
    }
}
