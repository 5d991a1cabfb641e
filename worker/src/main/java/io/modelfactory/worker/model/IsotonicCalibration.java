package io.modelfactory.worker.model;

import java.util.List;

/**
 * A straight line between neighbouring points, and the value of the first or last point beyond them.
 *
 * @param points with growing scores and probabilities that never fall
 */
public record IsotonicCalibration(List<CalibrationPoint> points, CalibrationRows fittedOn) implements ScoreCalibration {

    /** What a score becomes. */
    public record CalibrationPoint(float score, float probability) {}

    public IsotonicCalibration {
        points = List.copyOf(points);
        if (points.isEmpty()) {
            throw new IllegalArgumentException("an isotonic calibration needs a point");
        }
        for (int i = 1; i < points.size(); i++) {
            if (!(points.get(i).score() > points.get(i - 1).score()
                    && points.get(i).probability() >= points.get(i - 1).probability())) {
                throw new IllegalArgumentException("the points of an isotonic calibration must rise: " + points.get(i));
            }
        }
    }

    @Override
    public float apply(float score) {
        int low = 0;
        int high = points.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (points.get(middle).score() <= score) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0) {
            return points.get(0).probability();
        }
        CalibrationPoint left = points.get(low - 1);
        return low == points.size() ? left.probability() : between(left, points.get(low), score);
    }

    private static float between(CalibrationPoint left, CalibrationPoint right, float score) {
        double share = ((double) score - left.score()) / ((double) right.score() - left.score());
        double rise = (double) right.probability() - left.probability();
        return (float) Math.min(left.probability() + rise * share, right.probability());
    }
}
