package io.modelfactory.worker.evaluate.scorecard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.evaluate.interval.BlockBootstrap;
import io.modelfactory.worker.evaluate.interval.IntervalSettings;
import io.modelfactory.worker.evaluate.interval.TestBlocks;
import io.modelfactory.worker.resolve.TrainingProfile.Evaluation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What a fraud team decides by, per day and over all: alerts at the decision threshold, what they find and what they
 * cost, and how good the first alerts of a day are. A measure that needs a role or a number that was not declared is
 * absent, and named with what it needs. Definitions are in {@code contracts/README.md}.
 */
public final class Scorecard {
    private final float[] labels;
    private final float[] scores;
    private final EventRoles roles;
    private final double threshold;
    private final Evaluation settings;
    private final EventDays days;
    private final Optional<ObjectNode> costCurve;
    private final DailyRanking ranking;

    /**
     * @param roles of the rows, with their times
     * @param threshold at and above which a row is an alert, taken as the nearest float
     */
    public Scorecard(float[] labels, float[] scores, EventRoles roles, double threshold, Evaluation settings) {
        this.labels = labels;
        this.scores = scores;
        this.roles = roles;
        this.threshold = threshold;
        this.settings = settings;
        this.days = EventDays.of(roles.times().orElseThrow(), settings.zone());
        // Before days are ranked: either needs the rows in an order of its own, and both would be held at once.
        this.costCurve = roles.amounts().isPresent() && settings.costPerAlert().isPresent()
                ? Optional.of(new CostCurve(labels, scores, roles, settings).toJson())
                : Optional.empty();
        this.ranking = new DailyRanking(labels, scores, roles, days);
    }

    /** The {@code scorecard} of an EvalReport's metrics. */
    public ObjectNode toJson() {
        List<Integer> topSizes = settings.topSizes();
        ObjectNode json = Json.object()
                .put("threshold", threshold)
                .put("day_zone", settings.zone().getId())
                .put("days", days.count());
        ObjectNode total = alerts(IntStream.range(0, labels.length)).toJson(settings);
        json.set("total", total);
        topSizes.forEach(k -> ranking.addMeans(k, total.withArray("top")));
        double[] alertsOfDays = addDays(json.putArray("daily"));
        settings.alertsPerDay().ifPresent(budget -> json.set("budget", budget(budget, alertsOfDays)));
        costCurve.ifPresent(curve -> json.set("cost_curve", curve));
        json.set("not_measured", Json.tree(notMeasured()));
        return json;
    }

    /** @return the alerts of each day */
    private double[] addDays(ArrayNode daily) {
        int[][] rowsOfDays = days.rows();
        double[] alertsOfDays = new double[days.count()];
        for (int day = 0; day < days.count(); day++) {
            AlertFigures figures = alerts(IntStream.of(rowsOfDays[day]));
            alertsOfDays[day] = figures.alerts();
            ObjectNode entry = daily.addObject().put("day", days.date(day).toString());
            entry.setAll(figures.toJson(settings));
            for (int k : settings.topSizes()) {
                ranking.add(day, k, entry.withArray("top"));
            }
        }
        return alertsOfDays;
    }

    /** By measure what it needs and was not declared. */
    private Map<String, String> notMeasured() {
        Map<String, String> lacking = new TreeMap<>();
        if (roles.amounts().isEmpty()) {
            lacking.put("value_detection_rate", "columns.amount");
            lacking.put("money_saved", "columns.amount");
        } else if (settings.costPerAlert().isEmpty()) {
            lacking.put("money_saved", "evaluation.cost_per_alert and recovery_share");
        }
        if (roles.entities().isEmpty()) {
            lacking.put("account_detection_rate", "columns.entity_id");
            lacking.put("account_false_positive_ratio", "columns.entity_id");
            if (!settings.topSizes().isEmpty()) {
                lacking.put("card_precision", "columns.entity_id");
            }
        }
        return lacking;
    }

    /**
     * The {@code intervals} of a scorecard: of each measure that has one.
     *
     * @param blocks of the rows
     */
    public ObjectNode intervals(IntervalSettings pinned, TestBlocks blocks, List<ScorecardMeasure> measures) {
        AlertDraws alerts = new AlertDraws(labels, scores, roles, (float) threshold, settings, blocks);
        int[] firstRowOfDay =
                Arrays.stream(days.rows()).mapToInt(rows -> rows[0]).toArray();
        double[][] draws = BlockBootstrap.draws(pinned.draws(), blocks.count(), times -> {
            AlertDraws.Sums sums = alerts.draw(times);
            DailyDraw drawn =
                    DailyDraw.of(blocks.unit(), blocks::ofRow, times, day -> blocks.ofRow(firstRowOfDay[day]));
            return measures.stream()
                    .mapToDouble(measure -> value(measure, sums, drawn))
                    .toArray();
        });
        ObjectNode json = pinned.header(blocks);
        ObjectNode numbers = json.putObject("metrics");
        for (int i = 0; i < measures.size(); i++) {
            String key = measures.get(i).key();
            BlockBootstrap.interval(BlockBootstrap.column(draws, i), (1 - pinned.level()) / 2)
                    .ifPresent(found -> numbers.set(key, found.toJson()));
        }
        return json;
    }

    private double value(ScorecardMeasure measure, AlertDraws.Sums sums, DailyDraw drawn) {
        return switch (measure.kind()) {
            case DAILY_PRECISION -> ranking.meanPrecision(measure.k(), drawn);
            case DAILY_CARD_PRECISION -> ranking.meanCardPrecision(measure.k(), drawn);
            default -> sums.value(measure.kind());
        };
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

    private AlertFigures alerts(IntStream rows) {
        AlertFigures figures = new AlertFigures(roles);
        // As everywhere: the nearest float, as the scores are floats.
        float reached = (float) threshold;
        rows.forEach(row -> figures.add(row, labels[row] > 0, scores[row] >= reached));
        return figures;
    }
}
