package io.modelfactory.worker.algorithm;

import java.nio.FloatBuffer;

/** Remembers the round with the smallest validation loss, and says when waiting for a better one is over. */
public final class EarlyStopping {
    /** What is measured on the validation rows, as a key of metrics. */
    public static final String METRIC = "log_loss";

    private final int maxRoundsWithoutImprovement;
    private final float[] labels;
    private final double excess;
    private double smallest = Double.POSITIVE_INFINITY;
    private double latest = Double.POSITIVE_INFINITY;
    private int best = -1;

    /**
     * @param maxRoundsWithoutImprovement rounds without a smaller loss after which boosting ends
     * @param labels of the validation rows, 1 or 0
     */
    public EarlyStopping(int maxRoundsWithoutImprovement, float[] labels) {
        this(maxRoundsWithoutImprovement, labels, 1);
    }

    /**
     * The same of a model whose positive class is weighted: its margins are too high by the weight's logarithm, and
     * what is watched is the loss without that.
     */
    public EarlyStopping(int maxRoundsWithoutImprovement, float[] labels, double positiveWeight) {
        this.excess = StrictMath.log(positiveWeight);
        this.maxRoundsWithoutImprovement = maxRoundsWithoutImprovement;
        this.labels = labels;
    }

    /**
     * @param round from 0, in sequence
     * @param margins log-odds of the validation rows after this round
     * @return whether to stop
     */
    public boolean shouldStopAfter(int round, FloatBuffer margins) {
        latest = logLoss(margins);
        // The first one counts whatever its loss is: a model has a round.
        if (best < 0 || latest < smallest) {
            smallest = latest;
            best = round;
        }
        return round - best >= maxRoundsWithoutImprovement;
    }

    /** The loss after the latest round. */
    public double latestLoss() {
        return latest;
    }

    /** Rounds up to and including the best one. */
    public int bestRoundCount() {
        return best + 1;
    }

    /**
     * Mean logistic loss, added up in the order of the rows. The library's own sum depends on its threads in the last
     * bits, and with it the round at which training stops.
     */
    private double logLoss(FloatBuffer margins) {
        double sum = 0;
        for (int row = 0; row < labels.length; row++) {
            double margin = margins.get(row) - excess;
            double against = labels[row] > 0 ? -margin : margin;
            sum += Math.max(against, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(against)));
        }
        return sum / labels.length;
    }
}
