package io.modelfactory.worker.algorithm;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Gradients and hessians of the logistic loss in fixed point: whole multiples of one unit, which is chosen so that sums
 * of them are exact.
 *
 * <p>The library's own logistic loss has the same gradients in floating point. Its histograms add them up in pieces
 * whose borders depend on the number of threads and on the processor's cache, and a rounded sum depends on its order:
 * on well separated classes one thread and two give different models. Here the unit is so large that the gradients of
 * all rows add up within the 53 bits of the library's {@code double} histograms. No sum is ever rounded, hence every
 * order gives the same one. (A gradient's last step, from {@code double} to {@code float}, leaves a multiple of the
 * unit.) For a million rows the unit is 2^-33 of the largest possible gradient.
 *
 * <p>Gradient {@code w (p - y)} and hessian {@code w p (1 - p)} as in T. Chen, C. Guestrin, KDD 2016, for label
 * {@code y}, probability {@code p} and a weight {@code w}: of the positive class, times that of the row.
 */
public final class FixedPointLogisticLoss {
    private static final int DOUBLE_BITS = 53;
    /** Times a unit, a number whose last bit is worth that unit: what is added to it is rounded to whole units. */
    private static final double LAST_BIT_IS_ONE = 0x1.8p52;

    private static final int CHUNK_ROWS = 16_384;

    /** The least that any row must count, in units: 8 bits of a gradient, whatever the others count. */
    private static final int MIN_WEIGHT_BITS = 8;
    /** Weights far beyond the numbers that a float can hold the gradients of. */
    private static final int MAX_EXPONENT = 96;

    private final float[] labels;
    private final Optional<float[]> weights;
    private final double positiveWeight;
    private final int unitExponent;

    /**
     * @param labels of the training rows, 1 or 0
     * @param positiveWeight what a positive row counts, a negative counting 1
     */
    public FixedPointLogisticLoss(float[] labels, double positiveWeight) {
        // |p - y| is at most 1, times the larger weight, for each row.
        this(
                labels,
                Optional.empty(),
                positiveWeight,
                exponentOf(Math.max(positiveWeight, 1)) + exponentOf(labels.length) - DOUBLE_BITS);
    }

    private FixedPointLogisticLoss(float[] labels, Optional<float[]> weights, double positiveWeight, int unitExponent) {
        this.labels = labels;
        this.weights = weights;
        this.positiveWeight = positiveWeight;
        this.unitExponent = unitExponent;
    }

    /**
     * The loss of rows that count what their weights say, a positive one times {@code positiveWeight}. The unit follows
     * from the sum of all weights, which no sum of gradients exceeds.
     *
     * @param weights of the training rows, finite and above 0
     * @throws FailureException {@code DATASET_INVALID} if they are so far apart that the gradients of the lightest row
     *     would be rounded away, or beyond what a float can hold
     */
    public static FixedPointLogisticLoss weighted(float[] labels, float[] weights, double positiveWeight) {
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int row = 0; row < labels.length; row++) {
            double weight = weights[row] * (labels[row] > 0 ? positiveWeight : 1);
            sum += weight;
            least = Math.min(least, weight);
        }
        // One bit more than the sum needs: rounding to units adds at most half a unit a row.
        int exponent = exponentOf(sum) + 1 - DOUBLE_BITS;
        if (exponentOf(sum) > MAX_EXPONENT
                || Math.getExponent(least) < -MAX_EXPONENT
                || Math.getExponent(least) < exponent + MIN_WEIGHT_BITS) {
            throw new FailureException(
                    FailureCode.DATASET_INVALID,
                    "columns.weight: from " + least + " to a sum of " + sum + " over the training rows (with"
                            + " scale_pos_weight) the weights are too far apart, or too large or small, to train"
                            + " exactly; scale or clip them");
        }
        return new FixedPointLogisticLoss(labels, Optional.of(weights), positiveWeight, exponent);
    }

    /** The exponent of the smallest power of two that is at least {@code value}. */
    private static int exponentOf(double value) {
        return Math.getExponent(Math.nextDown(value)) + 1;
    }

    /**
     * @param margins log-odds of each row by the model so far
     * @param gradients to be set, for each row
     * @param hessians to be set, for each row
     */
    public void derive(FloatBuffer margins, FloatBuffer gradients, FloatBuffer hessians) {
        int pieces = (labels.length + CHUNK_ROWS - 1) / CHUNK_ROWS;
        // Each row is computed by itself, so which thread computes it changes no bit.
        IntStream.range(0, pieces)
                .parallel()
                .forEach(piece -> derive(
                        margins,
                        gradients,
                        hessians,
                        piece * CHUNK_ROWS,
                        Math.min((piece + 1) * CHUNK_ROWS, labels.length)));
    }

    private void derive(FloatBuffer margins, FloatBuffer gradients, FloatBuffer hessians, int from, int to) {
        double unit = Math.scalb(1.0, unitExponent);
        double roundsToUnit = LAST_BIT_IS_ONE * unit;
        // p (1 - p) is at most 1/4, which leaves two more bits.
        double hessianUnit = unit / 4;
        double roundsToHessianUnit = LAST_BIT_IS_ONE * hessianUnit;
        float @Nullable [] rowWeights = weights.orElse(null);
        for (int row = from; row < to; row++) {
            double weight = (labels[row] > 0 ? positiveWeight : 1) * (rowWeights == null ? 1 : rowWeights[row]);
            double p = 1 / (1 + DeterministicExp.of(-margins.get(row)));
            gradients.put(row, (float) (weight * (p - labels[row]) + roundsToUnit - roundsToUnit));
            double hessian = weight * p * (1 - p) + roundsToHessianUnit - roundsToHessianUnit;
            // A leaf of rows without any curvature would have no finite weight.
            hessians.put(row, (float) (hessian < hessianUnit ? hessianUnit : hessian));
        }
    }

    /**
     * The weighted share of positive rows: the probability that boosting starts from, as the library would choose it.
     */
    public float baseScore() {
        return weights.map(this::weightedBaseScore).orElseGet(this::unweightedBaseScore);
    }

    /** Added up in the order of the rows. */
    private float weightedBaseScore(float[] rowWeights) {
        double positives = 0;
        double negatives = 0;
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] > 0) {
                positives += rowWeights[row] * positiveWeight;
            } else {
                negatives += rowWeights[row];
            }
        }
        // A probability of 1 has no log-odds.
        return Math.min((float) (positives / (positives + negatives)), Math.nextDown(1f));
    }

    private float unweightedBaseScore() {
        long positives = 0;
        for (float label : labels) {
            positives += label > 0 ? 1 : 0;
        }
        double weighted = positives * positiveWeight;
        return (float) (weighted / (weighted + labels.length - positives));
    }
}
