package io.modelfactory.worker.model;

/**
 * {@code 1 / (1 + exp(-(slope * log-odds + intercept)))}: J. Platt, Probabilistic Outputs for Support Vector Machines
 * (1999), on the log-odds of a score.
 *
 * @param slope above 0, so that scores keep their order
 */
public record SigmoidCalibration(double slope, double intercept, CalibrationRows fittedOn) implements ScoreCalibration {
    /** Between 1 and the greatest float below it; a score of 1 has no log-odds. */
    static final double GREATEST_SCORE = 1 - 0x1p-25;
    /** The smallest float above 0, for the same reason. */
    static final double LEAST_SCORE = Float.MIN_VALUE;

    public SigmoidCalibration {
        if (!(slope > 0 && Double.isFinite(slope) && Double.isFinite(intercept))) {
            throw new IllegalArgumentException(
                    "a sigmoid needs a slope above 0 and an intercept: " + slope + ", " + intercept);
        }
    }

    @Override
    public float apply(float score) {
        // StrictMath, because Math may differ in the last bit from one machine to another.
        return (float) (1 / (1 + StrictMath.exp(-(slope * logOdds(score) + intercept))));
    }

    /** Of a score, moved a little inwards if it is 0 or 1. */
    public static double logOdds(float score) {
        double inside = Math.min(Math.max(score, LEAST_SCORE), GREATEST_SCORE);
        return StrictMath.log(inside) - StrictMath.log1p(-inside);
    }
}
