package io.modelfactory.worker.evaluate.metric;

/** All that metrics add up over some rows, from the highest score to the lowest; it holds no row. */
public final class MetricTotals {
    private final int positives;
    private final int negatives;
    private final RankingMetrics ranking;
    private final ProbabilityMetrics probabilities;

    /**
     * @param positives of all rows that will be added
     * @param negatives of all rows that will be added
     */
    MetricTotals(int positives, int negatives) {
        this.positives = positives;
        this.negatives = negatives;
        this.ranking = new RankingMetrics(positives, negatives);
        this.probabilities = new ProbabilityMetrics(positives, negatives);
    }

    public static MetricTotals of(float[] labels, float[] scores) {
        return of(RankedScores.of(labels, scores));
    }

    public static MetricTotals of(RankedScores ranked) {
        MetricTotals totals = new MetricTotals(ranked.positives(), ranked.negatives());
        for (int group = 0; group < ranked.groups(); group++) {
            float score = ranked.score(group);
            int found = ranked.positivesIn(group);
            int missed = ranked.negativesIn(group);
            totals.add(
                    score,
                    found,
                    missed,
                    found > 0 ? ProbabilityMetrics.logOfPositive(score) : 0,
                    missed > 0 ? ProbabilityMetrics.logOfNegative(score) : 0);
        }
        return totals;
    }

    /**
     * Adds the rows of the next lower score, of which any may have none.
     *
     * @param group the place of the score among all of them
     * @param found positives among them
     * @param missed negatives among them
     */
    void add(ScoreLogs scores, int group, int found, int missed) {
        add(scores.score(group), found, missed, scores.ofPositive(group), scores.ofNegative(group));
    }

    private void add(float score, int found, int missed, double logOfPositive, double logOfNegative) {
        if (found + missed > 0) {
            ranking.add(found, missed);
            probabilities.add(score, found, missed, logOfPositive, logOfNegative);
        }
    }

    boolean hasBothClasses() {
        return positives > 0 && negatives > 0;
    }

    int positives() {
        return positives;
    }

    int rows() {
        return positives + negatives;
    }

    RankingMetrics ranking() {
        return ranking;
    }

    ProbabilityMetrics probabilities() {
        return probabilities;
    }
}
