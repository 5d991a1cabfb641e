package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.algorithm.DeterministicExp;
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
    private static final int BLOCK_ROWS = 512;

    private final TrainingTargets targets;
    private final RowSample sample;
    private final int scaleExponent;
    private Units units = Units.NONE;

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
        roundTo(units(sum(margins, round, gradients, hessians, units)), margins, round, gradients, hessians);
    }

    /** The same of a part of the rows, whose sums are added to those of the others. */
    void derive(
            FloatBuffer margins, int round, FloatBuffer gradients, FloatBuffer hessians, TrainingCollective collective)
            throws XGBoostError {
        GradientSums own = sum(margins, round, gradients, hessians, units);
        GradientSums all = GradientSums.of(collective.sum(own.asArray()));
        roundTo(units(all), margins, round, gradients, hessians);
    }

    /** The sums change little from round to round, so that most rounds have found the right units before. */
    private void roundTo(Units found, FloatBuffer margins, int round, FloatBuffer gradients, FloatBuffer hessians) {
        if (!found.equals(units)) {
            units = found;
            sum(margins, round, gradients, hessians, units);
        }
    }

    private Units units(GradientSums total) {
        return new Units(
                Math.scalb(1.0, total.gradientUnit(scaleExponent)), Math.scalb(1.0, total.hessianUnit(scaleExponent)));
    }

    /** Sets gradients and hessians as they are, and adds them up: the sums of all parts give the units. */
    GradientSums sum(FloatBuffer margins, int round, FloatBuffer gradients, FloatBuffer hessians) {
        return sum(margins, round, gradients, hessians, Units.NONE);
    }

    /**
     * Sets gradients and hessians in units, 0 of rows that are not drawn and of no others; what is added up are the
     * numbers before they are rounded.
     */
    private GradientSums sum(
            FloatBuffer margins, int round, FloatBuffer gradients, FloatBuffer hessians, Units rounding) {
        // Each row is computed by itself, and whole numbers add up in any order.
        return IntStream.range(0, (targets.rows() + CHUNK_ROWS - 1) / CHUNK_ROWS)
                .parallel()
                .mapToObj(chunk -> sum(margins, round, gradients, hessians, rounding, chunk * CHUNK_ROWS))
                .reduce(GradientSums.NONE, GradientSums::plus);
    }

    /** Of a chunk, a block at a time: a row's steps wait for each other, and short loops have many rows at work. */
    private GradientSums sum(
            FloatBuffer margins, int round, FloatBuffer gradients, FloatBuffer hessians, Units rounding, int from) {
        int end = Math.min(from + CHUNK_ROWS, targets.rows());
        Block block = new Block();
        GradientSums sums = GradientSums.NONE;
        for (int start = from; start < end; start += BLOCK_ROWS) {
            int rows = Math.min(BLOCK_ROWS, end - start);
            block.read(targets, margins, start, rows);
            sums = sums.plus(derive(block, start, rows, round, rounding));
            gradients.put(start, block.gradients, 0, rows);
            hessians.put(start, block.hessians, 0, rows);
        }
        return sums;
    }

    private GradientSums derive(Block block, int start, int rows, int round, Units rounding) {
        double scale = Math.scalb(1.0, scaleExponent);
        double roundsGradients = LAST_BIT_IS_ONE * rounding.gradient();
        double leastHessian = rounding.hessian();
        double roundsHessians = LAST_BIT_IS_ONE * leastHessian;
        boolean drawsAll = sample.takesAll();
        LongColumn keys = targets.eventKeys().orElseGet(LongColumn::of);
        long positive = 0;
        long negative = 0;
        long curvature = 0;
        for (int i = 0; i < rows; i++) {
            if (!drawsAll && !sample.takes(keys.get(start + i), round)) {
                block.gradients[i] = 0;
                block.hessians[i] = 0;
                continue;
            }
            double weight = block.weights[i];
            double p = block.probabilities[i];
            float gradient = (float) (weight * (p - block.labels[i]));
            float hessian = (float) (weight * p * (1 - p));
            hessian = hessian < Float.MIN_VALUE ? Float.MIN_VALUE : hessian;
            block.gradients[i] = (float) (gradient + roundsGradients - roundsGradients);
            // A leaf of rows without any curvature would have no finite weight.
            double inUnits = hessian + roundsHessians - roundsHessians;
            block.hessians[i] = (float) (inUnits < leastHessian ? leastHessian : inUnits);
            if (gradient > 0) {
                positive += (long) (gradient * scale) + 1;
            } else if (gradient < 0) {
                negative += (long) (-gradient * scale) + 1;
            }
            curvature += (long) (hessian * scale) + 1;
        }
        return new GradientSums(positive, negative, curvature);
    }

    /** Successive rows, each step in arrays of its own. */
    private static final class Block {
        private final float[] labels = new float[BLOCK_ROWS];
        private final double[] weights = new double[BLOCK_ROWS];
        private final double[] probabilities = new double[BLOCK_ROWS];
        private final double[] steps = new double[BLOCK_ROWS];
        /** Margins until they are read. */
        private final float[] gradients = new float[BLOCK_ROWS];

        private final float[] hessians = new float[BLOCK_ROWS];

        void read(TrainingTargets targets, FloatBuffer margins, int start, int rows) {
            targets.labels().copy(start, rows, labels);
            targets.weights(start, rows, labels, weights);
            margins.get(start, gradients, 0, rows);
            for (int i = 0; i < rows; i++) {
                probabilities[i] = -gradients[i];
            }
            DeterministicExp.ofAll(probabilities, steps, rows);
            for (int i = 0; i < rows; i++) {
                probabilities[i] = 1 / (1 + probabilities[i]);
            }
        }
    }

    /** What gradients and hessians are whole multiples of; of anything, if it is 0. */
    private record Units(double gradient, double hessian) {
        static final Units NONE = new Units(0, 0);
    }
}
