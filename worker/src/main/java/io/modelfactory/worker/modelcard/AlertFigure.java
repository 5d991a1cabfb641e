package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.modelcard.CurveTable.CurveColumn;
import io.modelfactory.worker.modelcard.page.PageBlock;
import io.modelfactory.worker.modelcard.page.PageBlock.Figure;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import io.modelfactory.worker.modelcard.plot.Axis;
import io.modelfactory.worker.modelcard.plot.Axis.Unit;
import io.modelfactory.worker.modelcard.plot.LinePlot;
import io.modelfactory.worker.modelcard.plot.LinePlot.Line;
import io.modelfactory.worker.modelcard.plot.LinePlot.LineStyle;
import io.modelfactory.worker.modelcard.plot.LinePlot.MarkedPoint;
import io.modelfactory.worker.modelcard.plot.LinePlot.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Figures of a scorecard: its days, and what other thresholds would save. */
final class AlertFigure {
    private AlertFigure() {}

    /** @param numbers of the days */
    static Optional<PageBlock> alerts(JsonNode scorecard, Table numbers) {
        List<JsonNode> days = CardDocuments.list(scorecard.path("daily"));
        if (days.size() < 2) {
            return Optional.of(numbers);
        }
        List<Line> lines = new ArrayList<>();
        lines.add(daily("alerts", days, "alerts"));
        lines.add(daily("frauds", days, "frauds"));
        JsonNode budget = scorecard.at("/budget/alerts_per_day");
        if (budget.isNumber()) {
            lines.add(new Line(
                    "budget",
                    LineStyle.REFERENCE,
                    List.of(new Point(1, budget.asDouble()), new Point(days.size(), budget.asDouble()))));
        }
        double most = lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::y)
                .max()
                .orElse(1);
        return Optional.of(new Figure(
                "alerts-by-day",
                "Alerts by day",
                "What stands at or above the decision threshold each day of the test part, and how many frauds there"
                        + " were"
                        + (budget.isNumber() ? ". The dashed line is the budget." : "."),
                new LinePlot(
                        Axis.covering("Day of the test part", days.size(), Unit.NUMBER),
                        Axis.covering("Events", most, Unit.NUMBER),
                        lines,
                        List.of()),
                numbers));
    }

    private static Line daily(String name, List<JsonNode> days, String member) {
        return new Line(
                name,
                name.equals("alerts") ? LineStyle.DOTTED : LineStyle.MEASURED,
                IntStream.range(0, days.size())
                        .mapToObj(day ->
                                new Point(day + 1, days.get(day).path(member).asDouble()))
                        .toList());
    }

    /** As far as alerts save anything: an axis begins at 0. */
    static Optional<PageBlock> costCurve(JsonNode scorecard) {
        JsonNode curve = scorecard.path("cost_curve");
        List<JsonNode> points = CardDocuments.list(curve.path("points"));
        List<JsonNode> saving = points.stream()
                .filter(point -> point.path("money_saved").asDouble() >= 0)
                .toList();
        if (saving.size() < 2 || curve.at("/highest/money_saved").asDouble() <= 0) {
            return Optional.empty();
        }
        double most = saving.get(saving.size() - 1).path("alerts").asDouble();
        return Optional.of(new Figure(
                "cost-curve",
                "Money saved by threshold",
                "What alerts would save at other thresholds, from the highest to the lowest; where they would cost more"
                        + " than they save, nothing is drawn. The highest saving was found on these test rows, so it is"
                        + " no estimate of what its threshold would save on others.",
                new LinePlot(
                        Axis.covering("Alerts", most, Unit.NUMBER),
                        Axis.covering(
                                "Money saved", curve.at("/highest/money_saved").asDouble(), Unit.NUMBER),
                        List.of(new Line(
                                "money saved",
                                LineStyle.MEASURED,
                                saving.stream().map(AlertFigure::saved).toList())),
                        marks(scorecard, curve)),
                CurveTable.table(
                        "Money saved at some thresholds",
                        points,
                        CurveColumn.number("threshold", "Threshold"),
                        CurveColumn.number("alerts", "Alerts"),
                        CurveColumn.percent("recall", "Recall"),
                        CurveColumn.percent("value_detection_rate", "Value detection rate"),
                        CurveColumn.number("money_saved", "Money saved"))));
    }

    private static List<MarkedPoint> marks(JsonNode scorecard, JsonNode curve) {
        List<MarkedPoint> marks = new ArrayList<>();
        marks.add(new MarkedPoint("highest", saved(curve.path("highest"))));
        JsonNode total = scorecard.path("total");
        boolean apart = !total.path("alerts").equals(curve.at("/highest/alerts"));
        if (apart && total.path("money_saved").asDouble() >= 0) {
            marks.add(new MarkedPoint("threshold", saved(total)));
        }
        return marks;
    }

    private static Point saved(JsonNode point) {
        return new Point(
                point.path("alerts").asDouble(), point.path("money_saved").asDouble());
    }
}
