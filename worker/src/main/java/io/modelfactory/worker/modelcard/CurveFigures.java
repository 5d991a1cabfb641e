package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.modelcard.CurveTable.CurveColumn;
import io.modelfactory.worker.modelcard.page.PageBlock.Figure;
import io.modelfactory.worker.modelcard.plot.Axis;
import io.modelfactory.worker.modelcard.plot.Axis.Unit;
import io.modelfactory.worker.modelcard.plot.LinePlot;
import io.modelfactory.worker.modelcard.plot.LinePlot.Line;
import io.modelfactory.worker.modelcard.plot.LinePlot.LineStyle;
import io.modelfactory.worker.modelcard.plot.LinePlot.MarkedPoint;
import io.modelfactory.worker.modelcard.plot.LinePlot.Point;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Figures of the report's curves; a curve that is not defined on the test rows has none. */
final class CurveFigures {
    private static final List<Point> DIAGONAL = List.of(new Point(0, 0), new Point(1, 1));

    private CurveFigures() {}

    static Optional<Figure> roc(JsonNode metrics) {
        return curve(metrics, "roc")
                .map(points -> new Figure(
                        "roc",
                        "ROC curve",
                        "For every threshold, the share of positives that are found against the share of negatives"
                                + " that are"
                                + " taken for positive. The area below it is AUC ROC, %s; the dashed line is guessing."
                                        .formatted(MetricText.value(Metric.AUC_ROC, metrics)
                                                .text()),
                        new LinePlot(
                                Axis.unitInterval("False positive rate"),
                                Axis.unitInterval("True positive rate"),
                                List.of(
                                        new Line("model", LineStyle.MEASURED, points(points, "fpr", "tpr")),
                                        new Line("guessing", LineStyle.REFERENCE, DIAGONAL)),
                                operatingPoint(
                                        ConfusionMatrix.of(metrics),
                                        ConfusionMatrix::falsePositiveRate,
                                        ConfusionMatrix::recall)),
                        CurveTable.table(
                                "ROC curve at some thresholds",
                                points,
                                CurveColumn.number("threshold", "Threshold"),
                                CurveColumn.number("fpr", "False positive rate"),
                                CurveColumn.number("tpr", "True positive rate"))));
    }

    static Optional<Figure> precisionRecall(JsonNode metrics) {
        double share = ConfusionMatrix.of(metrics).shareOfPositives();
        return curve(metrics, "precision_recall")
                .map(points -> new Figure(
                        "precision-recall",
                        "Precision-recall curve",
                        "For every threshold, the share of true positives among the rows taken for positive against"
                                + " the share"
                                + (" of positives that are found. Average precision is %s; the dashed line is"
                                                + " guessing, %s.")
                                        .formatted(
                                                MetricText.value(Metric.AUC_PR, metrics)
                                                        .text(),
                                                NumberText.percent(share)),
                        new LinePlot(
                                Axis.unitInterval("Recall"),
                                Axis.unitInterval("Precision"),
                                List.of(
                                        new Line("model", LineStyle.MEASURED, points(points, "recall", "precision")),
                                        new Line(
                                                "guessing",
                                                LineStyle.REFERENCE,
                                                List.of(new Point(0, share), new Point(1, share)))),
                                operatingPoint(
                                        ConfusionMatrix.of(metrics),
                                        ConfusionMatrix::recall,
                                        ConfusionMatrix::precision)),
                        CurveTable.table(
                                "Precision and recall at some thresholds",
                                points,
                                CurveColumn.number("threshold", "Threshold"),
                                CurveColumn.number("recall", "Recall"),
                                CurveColumn.number("precision", "Precision"))));
    }

    static Optional<Figure> calibration(JsonNode metrics) {
        return curve(metrics, "calibration")
                .map(points -> new Figure(
                        "calibration",
                        "Calibration",
                        "The rows of each tenth of the score's range: the observed share of positives against the"
                                + " mean score."
                                + " Bins of few rows scatter by chance. On the dashed line a score is a probability;"
                                + " the mean"
                                + " distance from it, weighted by rows, is %s."
                                        .formatted(MetricText.value(Metric.ECE, metrics)
                                                .text()),
                        new LinePlot(
                                Axis.unitInterval("Mean score"),
                                Axis.unitInterval("Observed share of positives"),
                                List.of(
                                        new Line(
                                                "model",
                                                LineStyle.DOTTED,
                                                points(points, "mean_score", "observed_rate")),
                                        new Line("perfectly calibrated", LineStyle.REFERENCE, DIAGONAL)),
                                List.of()),
                        CurveTable.table(
                                "Calibration by bin",
                                points,
                                CurveColumn.number("rows", "Rows"),
                                CurveColumn.number("mean_score", "Mean score"),
                                CurveColumn.number("observed_rate", "Observed share"))));
    }

    /** On axes that end where the scores do: with a rare class nearly all of them are small. */
    static Optional<Figure> calibrationByQuantile(JsonNode metrics) {
        return curve(metrics, "calibration_by_quantile").map(points -> {
            double highest = points.stream()
                    .mapToDouble(point -> Math.max(
                            point.path("mean_score").asDouble(),
                            point.path("observed_rate").asDouble()))
                    .max()
                    .orElse(1);
            Axis scores = Axis.covering("Mean score", highest, Unit.NUMBER);
            return new Figure(
                    "calibration-by-quantile",
                    "Calibration by quantile",
                    ("The rows in ten groups of equally many, from the lowest scores to the highest: the observed share"
                                    + " of positives against the mean score. Where positives are rare, nearly all rows lie"
                                    + " in one bin of the figure above; here each tenth of them counts the same. The mean"
                                    + " distance from the dashed line is %s.")
                            .formatted(MetricText.value(Metric.ECE_QUANTILE, metrics)
                                    .text()),
                    new LinePlot(
                            scores,
                            Axis.covering("Observed share of positives", highest, Unit.NUMBER),
                            List.of(
                                    new Line("model", LineStyle.DOTTED, points(points, "mean_score", "observed_rate")),
                                    new Line(
                                            "perfectly calibrated",
                                            LineStyle.REFERENCE,
                                            List.of(new Point(0, 0), new Point(scores.to(), scores.to())))),
                            List.of()),
                    CurveTable.table(
                            "Calibration by tenth of the rows",
                            points,
                            CurveColumn.number("rows", "Rows"),
                            CurveColumn.number("mean_score", "Mean score"),
                            CurveColumn.number("observed_rate", "Observed share")));
        });
    }

    static Optional<Figure> gain(JsonNode metrics) {
        double share = ConfusionMatrix.of(metrics).shareOfPositives();
        return curve(metrics, "gain")
                .map(points -> new Figure(
                        "gain",
                        "Cumulative gain",
                        "The share of all positives that is found by looking at the rows with the highest scores, by"
                                + " how many"
                                + " rows are looked at. Dashed are guessing and the best that any model could do.",
                        new LinePlot(
                                Axis.percentage("Rows looked at, highest scores first"),
                                Axis.percentage("Positives found"),
                                List.of(
                                        new Line("model", LineStyle.MEASURED, points(points, "rows", "positives")),
                                        new Line("guessing", LineStyle.REFERENCE, DIAGONAL),
                                        new Line(
                                                "best possible",
                                                LineStyle.REFERENCE,
                                                List.of(new Point(0, 0), new Point(share, 1), new Point(1, 1)))),
                                List.of()),
                        CurveTable.table(
                                "Positives found by rows looked at",
                                points,
                                CurveColumn.percent("rows", "Rows looked at"),
                                CurveColumn.percent("positives", "Positives found"))));
    }

    private static Optional<List<JsonNode>> curve(JsonNode metrics, String name) {
        return Optional.of(CardDocuments.list(metrics.path("curves").path(name)))
                .filter(points -> !points.isEmpty());
    }

    private static List<Point> points(List<JsonNode> curve, String x, String y) {
        return curve.stream()
                .map(point -> new Point(point.path(x).asDouble(), point.path(y).asDouble()))
                .toList();
    }

    /** The point of the decision threshold on a curve; none, if no row is on one of its sides. */
    private static List<MarkedPoint> operatingPoint(
            ConfusionMatrix confusion, ToDoubleFunction<ConfusionMatrix> x, ToDoubleFunction<ConfusionMatrix> y) {
        Point point = new Point(x.applyAsDouble(confusion), y.applyAsDouble(confusion));
        return Double.isFinite(point.x()) && Double.isFinite(point.y())
                ? List.of(new MarkedPoint("decision threshold " + confusion.threshold(), point))
                : List.of();
    }
}
