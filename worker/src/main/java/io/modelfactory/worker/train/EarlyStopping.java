package io.modelfactory.worker.train;

/** Remembers the round with the smallest validation loss, and says when waiting for a better one is over. */
final class EarlyStopping {
    private final int patience;
    private double smallest = Double.POSITIVE_INFINITY;
    private int best = -1;

    /** @param patience rounds without a smaller loss after which boosting ends */
    EarlyStopping(int patience) {
        this.patience = patience;
    }

    /**
     * @param round from 0, in sequence
     * @return whether to stop after this round
     */
    boolean endsAfter(int round, double loss) {
        if (loss < smallest) {
            smallest = loss;
            best = round;
        }
        return round - best >= patience;
    }

    /** Rounds up to and including the best one. */
    int bestRounds() {
        return best + 1;
    }
}
