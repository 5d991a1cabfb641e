package io.modelfactory.worker.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.EventRoles;
import io.modelfactory.worker.resolve.TrainingProfile.Evaluation;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a fraud team decides by, per day and over all: alerts at the decision threshold, what they find and what they
 * cost, and how good the first alerts of a day are. A measure that needs a role or a number that was not declared is
 * absent. Definitions are in {@code contracts/README.md}.
 */
final class Scorecard {
    private final float[] labels;
    private final float[] scores;
    private final EventRoles roles;
    private final double threshold;
    private final Evaluation settings;

    /**
     * @param roles of the rows, with their times
     * @param threshold at and above which a row is an alert, taken as the nearest float
     */
    Scorecard(float[] labels, float[] scores, EventRoles roles, double threshold, Evaluation settings) {
        this.labels = labels;
        this.scores = scores;
        this.roles = roles;
        this.threshold = threshold;
        this.settings = settings;
    }

    /** The {@code scorecard} of an EvalReport's metrics. */
    ObjectNode toJson() {
        EventDays days = EventDays.of(roles.times().orElseThrow(), settings.zone());
        int[][] rowsOfDays = days.rows();
        List<Integer> topSizes = settings.topSizes();
        DailyTop top = new DailyTop(labels, scores, roles);
        ObjectNode json = Json.object()
                .put("threshold", threshold)
                .put("day_zone", settings.zone().getId())
                .put("days", days.count());
        ObjectNode total = alerts(IntStream.range(0, labels.length).toArray()).toJson(settings);
        json.set("total", total);
        topSizes.forEach(k -> top.addMeans(k, rowsOfDays, total.withArray("top")));
        double[] alertsOfDays = new double[days.count()];
        ArrayNode daily = json.putArray("daily");
        for (int day = 0; day < days.count(); day++) {
            AlertFigures figures = alerts(rowsOfDays[day]);
            alertsOfDays[day] = figures.alerts();
            ObjectNode entry = daily.addObject().put("day", days.date(day).toString());
            entry.setAll(figures.toJson(settings));
            for (int k : topSizes) {
                top.add(k, rowsOfDays[day], entry.withArray("top"));
            }
        }
        settings.alertsPerDay().ifPresent(budget -> json.set("budget", budget(budget, alertsOfDays)));
        return json;
    }

    private static ObjectNode budget(double alertsPerDay, double[] alertsOfDays) {
        int kept = 0;
        double most = 0;
        for (double alerts : alertsOfDays) {
            kept += alerts <= alertsPerDay ? 1 : 0;
            most = Math.max(most, alerts);
        }
        return Json.object()
                .put("alerts_per_day", alertsPerDay)
                .put("days_kept", kept)
                .put("share_of_days_kept", (double) kept / alertsOfDays.length)
                .put("most_alerts", most);
    }

    private AlertFigures alerts(int[] rows) {
        AlertFigures figures = new AlertFigures(roles);
        // As everywhere: the nearest float, as the scores are floats.
        float reached = (float) threshold;
        for (int row : rows) {
            figures.add(row, labels[row] > 0, scores[row] >= reached);
        }
        return figures;
    }
}
