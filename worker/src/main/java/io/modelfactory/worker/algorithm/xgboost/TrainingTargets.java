package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.LongColumn;
import io.modelfactory.worker.model.RowPiece;
import io.modelfactory.worker.model.RowPieces;
import io.modelfactory.worker.model.RowTargets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the loss needs of each training row beside its features: 4 bytes of label, 4 of weight where rows have weights,
 * 8 of the event key where rows are drawn; where they lie in one place they are not copied. What is derived from all
 * rows are counts and whole numbers, so that their order has no influence.
 */
final class TrainingTargets {
    /** Weights far beyond the numbers that a float can hold the gradients of. */
    private static final int MAX_EXPONENT = 96;
    /** The least that any row must count, in units of the worst case: 8 bits of a gradient. */
    private static final int MIN_WEIGHT_BITS = 8;

    private static final int DOUBLE_BITS = 53;
    private static final int SUM_BITS = 62;

    private final FloatColumn labels;
    private final Optional<FloatColumn> weights;
    private final Optional<LongColumn> eventKeys;
    private final double positiveWeight;
    private final int positives;
    private double lightest = Double.POSITIVE_INFINITY;
    private double heaviest;
    private final double prevalence;

    private TrainingTargets(RowTargets rows, double positiveWeight) {
        this.labels = rows.labels();
        this.weights = rows.weights();
        this.eventKeys = rows.eventKeys();
        this.positiveWeight = positiveWeight;
        int count = 0;
        for (int row = 0; row < labels.rows(); row++) {
            count += labels.get(row) > 0 ? 1 : 0;
            lightest = Math.min(lightest, weight(row));
            heaviest = Math.max(heaviest, weight(row));
        }
        this.positives = count;
        requireExactWeights();
        this.prevalence = weights.map(this::weightedPrevalence).orElse((double) positives / labels.rows());
    }

    /**
     * @param rows read at most once
     * @param positiveWeight what a positive row counts, a negative counting 1
     * @throws FailureException {@code DATASET_INVALID} if the weights are so far apart that the gradients of the
     *     lightest row could be rounded away, or beyond what a float can hold
     */
    static TrainingTargets read(RowPieces rows, double positiveWeight) {
        return new TrainingTargets(rows.targets().orElseGet(() -> copy(rows)), positiveWeight);
    }

    private static RowTargets copy(RowPieces rows) {
        float[] labels = new float[rows.rows()];
        Optional<float[]> weights = Optional.empty();
        Optional<long[]> keys = Optional.empty();
        int first = 0;
        RowPieces.Cursor cursor = rows.open();
        for (Optional<RowPiece> next = cursor.next(); next.isPresent(); next = cursor.next()) {
            RowPiece piece = next.get();
            System.arraycopy(piece.labels(), 0, labels, first, piece.rows());
            if (piece.weights().isPresent()) {
                weights = Optional.of(weights.orElseGet(() -> new float[labels.length]));
                System.arraycopy(piece.weights().get(), 0, weights.get(), first, piece.rows());
            }
            if (piece.eventKeys().isPresent()) {
                keys = Optional.of(keys.orElseGet(() -> new long[labels.length]));
                System.arraycopy(piece.eventKeys().get(), 0, keys.get(), first, piece.rows());
            }
            first += piece.rows();
        }
        if (first != labels.length) {
            throw new IllegalStateException(first + " rows came in pieces, not " + labels.length);
        }
        return new RowTargets(FloatColumn.of(labels), weights.map(FloatColumn::of), keys.map(LongColumn::of));
    }

    private void requireExactWeights() {
        int sum = GradientSums.exponentOf(heaviest) + GradientSums.exponentOf(labels.rows());
        if (sum > MAX_EXPONENT
                || Math.getExponent(lightest) < -MAX_EXPONENT
                || Math.getExponent(lightest) < sum - DOUBLE_BITS + MIN_WEIGHT_BITS) {
            throw new FailureException(
                    FailureCode.DATASET_INVALID,
                    "columns.weight: from " + lightest + " to " + heaviest + " over " + labels.rows()
                            + " training rows (with scale_pos_weight) the weights are too far apart, or too large or"
                            + " small, to train exactly; scale or clip them");
        }
    }

    /** Added up in whole numbers, of which the largest possible sum has 62 bits. */
    private double weightedPrevalence(FloatColumn rowWeights) {
        float largest = 0;
        for (int row = 0; row < rowWeights.rows(); row++) {
            largest = Math.max(largest, rowWeights.get(row));
        }
        int scale = SUM_BITS - GradientSums.exponentOf(largest) - GradientSums.exponentOf(labels.rows());
        long ofPositives = 0;
        long ofAll = 0;
        for (int row = 0; row < labels.rows(); row++) {
            long weight = (long) StrictMath.rint(Math.scalb((double) rowWeights.get(row), scale));
            ofAll += weight;
            ofPositives += labels.get(row) > 0 ? weight : 0;
        }
        return (double) ofPositives / ofAll;
    }

    int rows() {
        return labels.rows();
    }

    int positives() {
        return positives;
    }

    /** 1 or 0 of each row; not to be changed. */
    FloatColumn labels() {
        return labels;
    }

    Optional<LongColumn> eventKeys() {
        return eventKeys;
    }

    /**
     * What successive rows count in the loss.
     *
     * @param labelsOfRows 1 or 0 of each
     * @param into is filled from its beginning
     */
    void weights(int first, int count, float[] labelsOfRows, double[] into) {
        if (positiveWeight == 1) {
            Arrays.fill(into, 0, count, 1);
        } else {
            for (int i = 0; i < count; i++) {
                into[i] = labelsOfRows[i] > 0 ? positiveWeight : 1;
            }
        }
        if (weights.isPresent()) {
            FloatColumn ofRows = weights.get();
            for (int i = 0; i < count; i++) {
                into[i] *= ofRows.get(first + i);
            }
        }
    }

    /** What a row counts in the loss. */
    double weight(int row) {
        return (labels.get(row) > 0 ? positiveWeight : 1)
                * (weights.isPresent() ? weights.get().get(row) : 1);
    }

    double heaviest() {
        return heaviest;
    }

    /** The share of positives, by the rows' weights, without the weight of the positive class. */
    float plainBaseScore() {
        return probability(prevalence);
    }

    /** The same with it: the probability that boosting starts from. */
    float boostingBaseScore() {
        return probability(prevalence * positiveWeight / (prevalence * positiveWeight + 1 - prevalence));
    }

    /** A probability of 0 or 1 has no log-odds. */
    private static float probability(double share) {
        return Math.max(Float.MIN_NORMAL, Math.min((float) share, Math.nextDown(1f)));
    }
}
