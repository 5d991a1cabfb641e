package io.modelfactory.worker.evaluate.metric;

/**
 * Scores from the highest to the lowest with the logarithms that the log loss takes of them, for many orders or samples
 * of the same: 20 bytes a score.
 */
final class ScoreLogs {
    private final float[] scores;
    private final double[] ofPositive;
    private final double[] ofNegative;

    private ScoreLogs(float[] scores) {
        this.scores = scores;
        this.ofPositive = new double[scores.length];
        this.ofNegative = new double[scores.length];
    }

    /** @param scores kept, not copied */
    static ScoreLogs of(float[] scores) {
        ScoreLogs logs = new ScoreLogs(scores);
        for (int group = 0; group < scores.length; group++) {
            logs.ofPositive[group] = ProbabilityMetrics.logOfPositive(scores[group]);
            logs.ofNegative[group] = ProbabilityMetrics.logOfNegative(scores[group]);
        }
        return logs;
    }

    int groups() {
        return scores.length;
    }

    float score(int group) {
        return scores[group];
    }

    double ofPositive(int group) {
        return ofPositive[group];
    }

    double ofNegative(int group) {
        return ofNegative[group];
    }
}
