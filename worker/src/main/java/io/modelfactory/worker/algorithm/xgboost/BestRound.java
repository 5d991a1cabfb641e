package io.modelfactory.worker.algorithm.xgboost;

/** Remembers the round with the smallest loss, and says when waiting for a better one is over. */
final class BestRound {
    private final int maxRoundsWithoutImprovement;
    private long smallest = Long.MAX_VALUE;
    private int best = -1;

    /** @param maxRoundsWithoutImprovement rounds without a smaller loss after which boosting ends */
    BestRound(int maxRoundsWithoutImprovement) {
        this.maxRoundsWithoutImprovement = maxRoundsWithoutImprovement;
    }

    /**
     * @param round from 0, in sequence
     * @param loss of {@link ExactLogLoss} after this round
     * @return whether to stop
     */
    boolean shouldStopAfter(int round, long loss) {
        if (loss < smallest) {
            smallest = loss;
            best = round;
        }
        return round - best >= maxRoundsWithoutImprovement;
    }

    /** Rounds up to and including the best one. */
    int roundCount() {
        return best + 1;
    }
}
