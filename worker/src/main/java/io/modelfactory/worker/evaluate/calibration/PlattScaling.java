package io.modelfactory.worker.evaluate.calibration;

import io.modelfactory.worker.model.CalibrationRows;
import io.modelfactory.worker.model.SigmoidCalibration;
import java.util.Optional;

/**
 * The sigmoid of greatest likelihood on the log-odds of the scores, with Platt's smoothed targets, by Newton's method
 * with backtracking: H.-T. Lin, C.-J. Lin, R. C. Weng, A Note on Platt's Probabilistic Outputs for Support Vector
 * Machines, Machine Learning 68 (2007), appendix 3, whose A and B are here minus the slope and minus the intercept.
 * Sums are taken in the order of the rows.
 */
final class PlattScaling {
    private static final int MAX_ITERATIONS = 100;
    private static final double MIN_STEP = 1e-10;
    /** Keeps the matrix of second derivatives positive definite. */
    private static final double RIDGE = 1e-12;

    /** For each row; above what rounding leaves of a sum over millions of them. */
    private static final double MAX_GRADIENT = 1e-10;

    private static final double SUFFICIENT_DECREASE = 1e-4;

    private final double[] logOdds;
    private final double[] targets;
    private double slope;
    private double intercept;

    private PlattScaling(float[] labels, float[] scores, long positives) {
        long negatives = labels.length - positives;
        this.logOdds = new double[scores.length];
        this.targets = new double[scores.length];
        double high = (positives + 1.0) / (positives + 2.0);
        double low = 1 / (negatives + 2.0);
        for (int row = 0; row < scores.length; row++) {
            logOdds[row] = SigmoidCalibration.logOdds(scores[row]);
            targets[row] = labels[row] > 0 ? high : low;
        }
        this.slope = 0;
        this.intercept = -StrictMath.log((negatives + 1.0) / (positives + 1.0));
    }

    /** Empty if the best slope is not above 0. */
    static Optional<SigmoidCalibration> fit(float[] labels, float[] scores, CalibrationRows rows) {
        PlattScaling scaling = new PlattScaling(labels, scores, rows.positives());
        scaling.minimize();
        return scaling.slope > 0
                ? Optional.of(new SigmoidCalibration(scaling.slope, scaling.intercept, rows))
                : Optional.empty();
    }

    private void minimize() {
        double loss = loss(slope, intercept);
        boolean ended = false;
        for (int iteration = 0; iteration < MAX_ITERATIONS && !ended; iteration++) {
            double slopeGradient = 0;
            double interceptGradient = 0;
            double slopeCurvature = RIDGE;
            double interceptCurvature = RIDGE;
            double mixedCurvature = 0;
            for (int row = 0; row < targets.length; row++) {
                double p = probability(slope * logOdds[row] + intercept);
                double difference = p - targets[row];
                double curvature = p * (1 - p);
                slopeGradient += logOdds[row] * difference;
                interceptGradient += difference;
                slopeCurvature += logOdds[row] * logOdds[row] * curvature;
                interceptCurvature += curvature;
                mixedCurvature += logOdds[row] * curvature;
            }
            if (Math.max(Math.abs(slopeGradient), Math.abs(interceptGradient)) < MAX_GRADIENT * targets.length) {
                return;
            }
            double determinant = slopeCurvature * interceptCurvature - mixedCurvature * mixedCurvature;
            double slopeStep = -(interceptCurvature * slopeGradient - mixedCurvature * interceptGradient) / determinant;
            double interceptStep = -(slopeCurvature * interceptGradient - mixedCurvature * slopeGradient) / determinant;
            double descent = slopeGradient * slopeStep + interceptGradient * interceptStep;
            double before = loss;
            loss = backtrack(before, slopeStep, interceptStep, descent);
            // No step makes it better by what can be counted on.
            ended = loss == before;
        }
    }

    /** Takes the longest of ever shorter steps that is good enough; none if all are too short. */
    private double backtrack(double loss, double slopeStep, double interceptStep, double descent) {
        for (double step = 1; step >= MIN_STEP; step /= 2) {
            double stepped = loss(slope + step * slopeStep, intercept + step * interceptStep);
            if (stepped < loss + SUFFICIENT_DECREASE * step * descent) {
                slope += step * slopeStep;
                intercept += step * interceptStep;
                return stepped;
            }
        }
        return loss;
    }

    private static double probability(double margin) {
        double small = StrictMath.exp(-Math.abs(margin));
        return margin >= 0 ? 1 / (1 + small) : small / (1 + small);
    }

    private double loss(double candidateSlope, double candidateIntercept) {
        double sum = 0;
        for (int row = 0; row < targets.length; row++) {
            double margin = candidateSlope * logOdds[row] + candidateIntercept;
            double small = StrictMath.log1p(StrictMath.exp(-Math.abs(margin)));
            sum += (margin >= 0 ? (1 - targets[row]) : -targets[row]) * margin + small;
        }
        return sum;
    }
}
