package io.modelfactory.worker.algorithm.logistic;

import java.util.function.IntConsumer;

/**
 * Finds the least loss by Newton's method with conjugate gradients: J. Nocedal, S. Wright, Numerical Optimization
 * (2006), algorithm 7.1, preconditioned by the diagonal. The loss is convex, and has one minimum as it is penalized.
 */
final class NewtonSolver {
    static final int MAX_ITERATIONS = 50;
    private static final int MAX_INNER_ITERATIONS = 200;
    /** Share of the first gradient's length at which it counts as 0. */
    private static final double TOLERANCE = 1e-9;
    /** Of the loss that a step promises, how much it must bring (Armijo's rule). */
    private static final double SUFFICIENT = 1e-4;

    private static final int MAX_HALVINGS = 30;

    private final LogisticLoss loss;
    private final IntConsumer onIteration;
    private int iterations;

    /** @param onIteration told each iteration, from 1 */
    NewtonSolver(LogisticLoss loss, IntConsumer onIteration) {
        this.loss = loss;
        this.onIteration = onIteration;
    }

    /** @param start the intercept to begin with, beside coefficients of 0 */
    double[] solve(double start) {
        double[] point = new double[loss.size()];
        point[point.length - 1] = start;
        double value = loss.moveTo(point);
        double[] gradient = loss.gradient();
        double enough = TOLERANCE * length(gradient);
        boolean moving = true;
        while (moving && length(gradient) > enough && iterations < MAX_ITERATIONS) {
            double[] step = step(gradient);
            double slope = dot(gradient, step);
            double size = 1;
            double[] next = plus(point, size, step);
            double nextValue = loss.moveTo(next);
            for (int halving = 0; halving < MAX_HALVINGS && nextValue > value + SUFFICIENT * size * slope; halving++) {
                size /= 2;
                next = plus(point, size, step);
                nextValue = loss.moveTo(next);
            }
            // Where rounding hides any further gain, the minimum is reached.
            moving = nextValue < value;
            if (moving) {
                point = next;
                value = nextValue;
                gradient = loss.gradient();
            }
            iterations++;
            onIteration.accept(iterations);
        }
        return point;
    }

    /** Iterations that were made. */
    int iterations() {
        return iterations;
    }

    /** Where Newton's step from here leads, as far as conjugate gradients find it. */
    private double[] step(double[] gradient) {
        Curvature curvature = loss.curvature();
        double[] diagonal = curvature.diagonal();
        double[] step = new double[gradient.length];
        double[] residual = plus(new double[gradient.length], -1, gradient);
        double[] scaled = over(residual, diagonal);
        double[] direction = scaled;
        double product = dot(residual, scaled);
        // Ever more exact as the gradient vanishes, so that convergence is superlinear.
        double enough = Math.min(0.1, StrictMath.sqrt(length(gradient))) * 0.1 * length(gradient);
        for (int i = 0; i < MAX_INNER_ITERATIONS && length(residual) > enough; i++) {
            double[] curved = curvature.times(direction);
            double size = product / dot(direction, curved);
            step = plus(step, size, direction);
            residual = plus(residual, -size, curved);
            scaled = over(residual, diagonal);
            double next = dot(residual, scaled);
            direction = plus(scaled, next / product, direction);
            product = next;
        }
        return step;
    }

    private static double[] plus(double[] one, double times, double[] other) {
        double[] sum = new double[one.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = one[i] + times * other[i];
        }
        return sum;
    }

    private static double[] over(double[] one, double[] other) {
        double[] quotient = new double[one.length];
        for (int i = 0; i < quotient.length; i++) {
            quotient[i] = one[i] / other[i];
        }
        return quotient;
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private static double length(double[] vector) {
        return StrictMath.sqrt(dot(vector, vector));
    }
}
