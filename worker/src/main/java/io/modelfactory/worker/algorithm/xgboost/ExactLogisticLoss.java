package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.algorithm.DeterministicExp;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.LongColumn;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Gradients and hessians of the logistic loss as whole multiples of a unit that is chosen for each round from exact
 * sums of them: see {@link GradientSums}. The library's histograms add them up in pieces whose borders depend on the
 * number of threads, machines and pages; here no sum is ever rounded, hence every order gives the same bits. (A
 * gradient's last step, from {@code double} to {@code float}, leaves a multiple of the unit.)
 *
 * <p>Gradient {@code w (p - y)} and hessian {@code w p (1 - p)} as in T. Chen, C. Guestrin, KDD 2016, for label
 * {@code y}, probability {@code p} and a weight {@code w}: of the positive class, times that of the row. A row that a
 * round does not draw has neither.
 */
final class ExactLogisticLoss {
    /** Times a unit, a number whose last bit is worth that unit: what is added to it is rounded to whole units. */
    private static final double LAST_BIT_IS_ONE = 0x1.8p52;

    private static final int CHUNK_ROWS = 16_384;

    private final TrainingTargets targets;
    private final RowSample sample;
    private final int scaleExponent;

    /** @param sample takes all rows, or the targets have event keys */
    ExactLogisticLoss(TrainingTargets targets, RowSample sample) {
        this(targets, sample, GradientSums.scaleExponent(targets.rows(), targets.heaviest()));
    }

    /** The same for a part of the rows, by the {@link GradientSums#scaleExponent} of all. */
    ExactLogisticLoss(TrainingTargets targets, RowSample sample, int scaleExponent) {
        if (!sample.takesAll() && targets.eventKeys().isEmpty()) {
            throw new IllegalArgumentException("rows are drawn by their event ids, these have none");
        }
        this.targets = targets;
        this.sample = sample;
        this.scaleExponent = scaleExponent;
    }

    /**
     * @param margins log-odds of each row by the model so far
     * @param round from 0
     * @param gradients to be set, for each row
     * @param hessians to be set, for each row
     */
    void derive(FloatBuffer margins, int round, FloatBuffer gradients, FloatBuffer hessians) {
        roundToUnits(sum(margins, round, gradients, hessians), gradients, hessians);
    }

    /** The same of a part of the rows, whose sums are added to those of the others. */
    void derive(
            FloatBuffer margins, int round, FloatBuffer gradients, FloatBuffer hessians, TrainingCollective collective)
            throws XGBoostError {
        GradientSums own = sum(margins, round, gradients, hessians);
        roundToUnits(GradientSums.of(collective.sum(own.asArray())), gradients, hessians);
    }

    /**
     * Sets gradients and hessians as they are, 0 of rows that are not drawn and of no others, and adds them up: those
     * of all parts give the units.
     */
    GradientSums sum(FloatBuffer margins, int round, FloatBuffer gradients, FloatBuffer hessians) {
        // Each row is computed by itself, and whole numbers add up in any order.
        return chunks().mapToObj(chunk -> sum(margins, round, gradients, hessians, chunk * CHUNK_ROWS))
                .reduce(GradientSums.NONE, GradientSums::plus);
    }

    private GradientSums sum(FloatBuffer margins, int round, FloatBuffer gradients, FloatBuffer hessians, int from) {
        double scale = Math.scalb(1.0, scaleExponent);
        FloatColumn labels = targets.labels();
        boolean drawsAll = sample.takesAll();
        LongColumn keys = targets.eventKeys().orElseGet(LongColumn::of);
        long positive = 0;
        long negative = 0;
        long curvature = 0;
        for (int row = from; row < Math.min(from + CHUNK_ROWS, targets.rows()); row++) {
            if (!drawsAll && !sample.takes(keys.get(row), round)) {
                gradients.put(row, 0);
                hessians.put(row, 0);
                continue;
            }
            double weight = targets.weight(row);
            double p = 1 / (1 + DeterministicExp.of(-margins.get(row)));
            float gradient = (float) (weight * (p - labels.get(row)));
            float hessian = Math.max((float) (weight * p * (1 - p)), Float.MIN_VALUE);
            gradients.put(row, gradient);
            hessians.put(row, hessian);
            if (gradient > 0) {
                positive += (long) (gradient * scale) + 1;
            } else if (gradient < 0) {
                negative += (long) (-gradient * scale) + 1;
            }
            curvature += (long) (hessian * scale) + 1;
        }
        return new GradientSums(positive, negative, curvature);
    }

    /** @param total of all parts, this one included */
    void roundToUnits(GradientSums total, FloatBuffer gradients, FloatBuffer hessians) {
        double unit = Math.scalb(1.0, total.gradientUnit(scaleExponent));
        double hessianUnit = Math.scalb(1.0, total.hessianUnit(scaleExponent));
        chunks().forEach(chunk -> roundToUnits(unit, hessianUnit, gradients, hessians, chunk * CHUNK_ROWS));
    }

    private void roundToUnits(double unit, double hessianUnit, FloatBuffer gradients, FloatBuffer hessians, int from) {
        double roundsToUnit = LAST_BIT_IS_ONE * unit;
        double roundsToHessianUnit = LAST_BIT_IS_ONE * hessianUnit;
        for (int row = from; row < Math.min(from + CHUNK_ROWS, targets.rows()); row++) {
            gradients.put(row, (float) (gradients.get(row) + roundsToUnit - roundsToUnit));
            if (hessians.get(row) > 0) {
                double hessian = hessians.get(row) + roundsToHessianUnit - roundsToHessianUnit;
                // A leaf of rows without any curvature would have no finite weight.
                hessians.put(row, (float) (hessian < hessianUnit ? hessianUnit : hessian));
            }
        }
    }

    private IntStream chunks() {
        return IntStream.range(0, (targets.rows() + CHUNK_ROWS - 1) / CHUNK_ROWS)
                .parallel();
    }
}
