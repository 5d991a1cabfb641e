package io.modelfactory.worker.evaluate.scorecard;

import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.evaluate.rows.RowOrder;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.TrainingProfile.Evaluation;
import java.time.ZoneId;
import java.util.Locale;

/** The threshold that a number of alerts a day allows. */
public final class AlertBudget {
    private AlertBudget() {}

    /**
     * The smallest score of the rows from which on, ties included, no day has more alerts than allowed. A row stands
     * for as many events as its sampling rate says.
     *
     * @param roles of the rows, with their times
     * @throws FailureException {@code TRAINING_PROFILE_INVALID} if the highest score alone is given to more rows of a
     *     day
     */
    public static double threshold(float[] scores, EventRoles roles, double alertsPerDay, ZoneId zone) {
        EventDays days = EventDays.of(roles.times().orElseThrow(), zone);
        double[] alerts = new double[days.count()];
        RowOrder order = RowOrder.of(scores);
        float threshold = Float.NaN;
        boolean kept = true;
        for (int place = order.rows() - 1; place >= 0 && kept; place--) {
            int row = order.row(place);
            alerts[days.ofRow(row)] += eventsOf(roles, row);
            kept = alerts[days.ofRow(row)] <= alertsPerDay;
            boolean last = place == 0 || order.endsScore(place - 1);
            threshold = kept && last ? order.score(place) : threshold;
        }
        if (Float.isNaN(threshold)) {
            throw new FailureException(
                    FailureCode.TRAINING_PROFILE_INVALID,
                    "evaluation.alerts_per_day: no threshold keeps " + alertsPerDay
                            + " alerts a day in the validation part: more rows of a day share the highest score");
        }
        return threshold;
    }

    /**
     * Refuses a budget that no day can exceed: it would make every event an alert.
     *
     * @param roles of the rows that decide the threshold, with their times if a budget is asked for
     * @throws FailureException {@code TRAINING_PROFILE_INVALID} if no day has more events than the budget has alerts
     */
    public static void requireReached(EventRoles roles, Evaluation settings) {
        settings.alertsPerDay().ifPresent(alertsPerDay -> {
            double most =
                    EventDays.of(roles.times().orElseThrow(), settings.zone()).mostEvents(roles);
            if (most <= alertsPerDay) {
                throw new FailureException(
                        FailureCode.TRAINING_PROFILE_INVALID,
                        String.format(
                                Locale.ROOT,
                                "evaluation.alerts_per_day: %s is no less than the events of every day of the validation"
                                        + " part, whose largest has %.0f",
                                alertsPerDay,
                                most));
            }
        });
    }

    /** What a row stands for: 1 over its sampling rate. */
    static double eventsOf(EventRoles roles, int row) {
        return roles.samplingRates().map(rates -> 1 / rates.get(row)).orElse(1.0);
    }
}
