package io.modelfactory.worker.evaluate.interval;

import io.modelfactory.worker.evaluate.rows.RowOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * The AUC of some scores with what its variance needs: of each row its placement, the share of the rows of the other
 * class that it is on the right side of, a tie counting half. E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson,
 * Biometrics 44 (1988); computed from ranks as X. Sun, W. Xu, IEEE Signal Processing Letters 21 (2014). Counts are
 * whole numbers of halves, exact for any rows that fit into memory; sums go over the rows in their order.
 */
public final class DelongPlacements {
    static final String METHOD = "delong";
    /** Of an AUC of 0 or 1, and of two models that order every pair alike: they have no variance. */
    static final String EXACT_METHOD = "exact";

    /** A standard error that the rounding of placements alone can leave; true ones of rows in memory are larger. */
    private static final double ROUNDING = 1e-15;

    private static final double DEFAULT_LEVEL = 0.95;

    private final float[] labels;
    /** Of each row in halves of rows of the other class: at most twice their number, in 32 bits without sign. */
    private final int[] halves;

    private final int positives;
    private final double auc;

    private DelongPlacements(float[] labels, int[] halves, int positives, double auc) {
        this.labels = labels;
        this.halves = halves;
        this.positives = positives;
        this.auc = auc;
    }

    /** Empty without two rows of either class, as there is no variance of fewer. */
    public static Optional<DelongPlacements> of(float[] labels, float[] scores) {
        int positives = 0;
        for (float label : labels) {
            positives += label > 0 ? 1 : 0;
        }
        int negatives = labels.length - positives;
        if (positives < 2 || negatives < 2) {
            return Optional.empty();
        }
        int[] halves = new int[labels.length];
        long pairs = place(labels, RowOrder.of(scores), positives, halves);
        return Optional.of(
                new DelongPlacements(labels, halves, positives, pairs / 2.0 / ((double) positives * negatives)));
    }

    /** @return twice the number of pairs whose positive row has the higher score */
    private static long place(float[] labels, RowOrder order, int positives, int[] halves) {
        long pairs = 0;
        int positivesBelow = 0;
        int negativesBelow = 0;
        int from = 0;
        int tiedPositives = 0;
        for (int last = 0; last < order.rows(); last++) {
            tiedPositives += labels[order.row(last)] > 0 ? 1 : 0;
            if (!order.endsScore(last)) {
                continue;
            }
            int tiedNegatives = last + 1 - from - tiedPositives;
            long right = 2L * negativesBelow + tiedNegatives;
            long left = 2L * (positives - positivesBelow - tiedPositives) + tiedPositives;
            for (int place = from; place <= last; place++) {
                int row = order.row(place);
                halves[row] = (int) (labels[row] > 0 ? right : left);
            }
            pairs += right * tiedPositives;
            positivesBelow += tiedPositives;
            negativesBelow += tiedNegatives;
            from = last + 1;
            tiedPositives = 0;
        }
        return pairs;
    }

    private double placement(int row) {
        int others = labels[row] > 0 ? labels.length - positives : positives;
        return Integer.toUnsignedLong(halves[row]) / (2.0 * others);
    }

    double auc() {
        return auc;
    }

    double variance() {
        return covariance(this);
    }

    /** Of the two AUC values; both of the same rows. */
    double covariance(DelongPlacements other) {
        if (!Arrays.equals(labels, other.labels)) {
            throw new IllegalArgumentException("two models are compared on the same rows only");
        }
        double ofPositives = 0;
        double ofNegatives = 0;
        for (int row = 0; row < labels.length; row++) {
            double product = (placement(row) - auc) * (other.placement(row) - other.auc);
            if (labels[row] > 0) {
                ofPositives += product;
            } else {
                ofNegatives += product;
            }
        }
        return scaled(ofPositives, ofNegatives);
    }

    /** Of this AUC less the other one: of the differences of the placements, which cannot come out below 0. */
    double varianceOfDifference(DelongPlacements other) {
        double difference = auc - other.auc;
        double ofPositives = 0;
        double ofNegatives = 0;
        for (int row = 0; row < labels.length; row++) {
            double deviation = placement(row) - other.placement(row) - difference;
            if (labels[row] > 0) {
                ofPositives += deviation * deviation;
            } else {
                ofNegatives += deviation * deviation;
            }
        }
        return scaled(ofPositives, ofNegatives);
    }

    /**
     * How far this AUC less the other one can be off; both of the same rows.
     *
     * <p>Where all placements are the same, as of two perfect orders, every pair of a positive and a negative row is
     * ordered alike and the variance is 0, which is no proof of equality. As many pairs as the rarer class has rows
     * share no row, so they are independent trials without a difference: the chance of one is at most 1 - (1 -
     * level)^(1 / trials) (Clopper and Pearson; about 3 / trials at 0.95), and so is the difference.
     *
     * @param level of a one-sided bound, such as 0.95
     * @return empty if all rows differ by the same, but not by 0, of which neither of the two says anything
     */
    Optional<DifferenceError> errorOfDifference(DelongPlacements other, double level) {
        double error = Math.sqrt(varianceOfDifference(other));
        if (error > ROUNDING) {
            return Optional.of(new DifferenceError(error, NormalDistribution.quantile(level) * error, METHOD));
        }
        // At lower levels the quantile is no measure of the error: at 0.5 it is 0.
        double cautious = Math.max(level, DEFAULT_LEVEL);
        return Arrays.equals(halves, other.halves)
                ? Optional.of(new DifferenceError(
                        exactMargin(cautious) / NormalDistribution.quantile(cautious),
                        exactMargin(level),
                        EXACT_METHOD))
                : Optional.empty();
    }

    private double exactMargin(double level) {
        return 1 - allAlike(1 - level);
    }

    /**
     * @param standardError where there is no variance, the one of which the exact margin is the quantile
     * @param margin to a one-sided bound
     * @param method by which it was found
     */
    record DifferenceError(double standardError, double margin, String method) {}

    /** The least share of pairs ordered alike under which all of the independent ones are so with this probability. */
    private double allAlike(double probability) {
        return StrictMath.pow(probability, 1.0 / Math.min(positives, labels.length - positives));
    }

    private double scaled(double ofPositives, double ofNegatives) {
        double negatives = labels.length - positives;
        return ofPositives / (positives - 1) / positives + ofNegatives / (negatives - 1) / negatives;
    }

    /**
     * The two-sided interval, cut at 0 and 1. An AUC of 0 or 1 has no variance to estimate; its interval is that of
     * Clopper and Pearson for as many trials without a failure as the rarer class has rows, which is wider than none.
     *
     * @param level such as 0.95
     */
    public ConfidenceInterval interval(double level) {
        if (auc == 1 || auc == 0) {
            double least = allAlike((1 - level) / 2);
            return auc == 1
                    ? new ConfidenceInterval(least, 1, EXACT_METHOD)
                    : new ConfidenceInterval(0, 1 - least, EXACT_METHOD);
        }
        double margin = NormalDistribution.quantile((1 + level) / 2) * Math.sqrt(variance());
        return new ConfidenceInterval(Math.max(auc - margin, 0), Math.min(auc + margin, 1), METHOD);
    }
}
