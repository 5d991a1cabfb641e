package io.modelfactory.worker.evaluate.calibration;

import io.modelfactory.worker.evaluate.rows.RowOrder;
import io.modelfactory.worker.model.CalibrationRows;
import io.modelfactory.worker.model.IsotonicCalibration;
import io.modelfactory.worker.model.IsotonicCalibration.CalibrationPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * The step function that never falls and is nearest to the labels in squares, by pooling adjacent violators: M. Ayer et
 * al., Annals of Mathematical Statistics 26 (1955). Rows of one score are one step from the start. Means are compared
 * as fractions of whole numbers, so that no rounding decides what is pooled. As others do (scikit-learn's
 * {@code IsotonicRegression}), a straight line joins the last score of a step with the first of the next.
 */
final class IsotonicRegression {
    private IsotonicRegression() {}

    /**
     * @param labels 1 or 0, one per row
     * @param scores of the same rows
     */
    static IsotonicCalibration fit(float[] labels, float[] scores, CalibrationRows rows) {
        RowOrder order = RowOrder.of(scores);
        List<Step> steps = new ArrayList<>();
        long positives = 0;
        int from = 0;
        for (int place = 0; place < order.rows(); place++) {
            positives += labels[order.row(place)] > 0 ? 1 : 0;
            if (order.endsScore(place)) {
                append(steps, new Step(order.score(place), order.score(place), positives, place + 1L - from));
                positives = 0;
                from = place + 1;
            }
        }
        List<CalibrationPoint> points = new ArrayList<>();
        for (Step step : steps) {
            float probability = (float) ((double) step.positives() / step.rows());
            points.add(new CalibrationPoint(step.first(), probability));
            if (step.last() > step.first()) {
                points.add(new CalibrationPoint(step.last(), probability));
            }
        }
        return new IsotonicCalibration(points, rows);
    }

    private static void append(List<Step> steps, Step added) {
        Step last = added;
        while (!steps.isEmpty() && !steps.get(steps.size() - 1).isBelow(last)) {
            last = steps.remove(steps.size() - 1).pooledWith(last);
        }
        steps.add(last);
    }

    /** Rows whose scores are neighbours, with one probability for all. */
    private record Step(float first, float last, long positives, long rows) {

        /** Strictly: steps of one mean are one step. */
        boolean isBelow(Step next) {
            return positives * next.rows < next.positives * rows;
        }

        Step pooledWith(Step next) {
            return new Step(first, next.last, positives + next.positives, rows + next.rows);
        }
    }
}
