package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.modelcard.page.CardSection;
import io.modelfactory.worker.modelcard.page.PageBlock;
import io.modelfactory.worker.modelcard.page.PageBlock.Paragraph;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import io.modelfactory.worker.modelcard.page.StyledText;
import io.modelfactory.worker.modelcard.text.DecimalText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was measured, what it says, and what came of it. */
final class MetricsSection {
    private static final int HUNDRED = 100;
    private static final int LEVEL_DIGITS = 4;

    private MetricsSection() {}

    static CardSection of(CardDocuments documents) {
        JsonNode confusion = documents.metrics().path("confusion");
        List<PageBlock> blocks = new ArrayList<>(List.of(
                new Paragraph("All of them are computed on the held-out test rows, which neither training nor"
                        + " early stopping has seen."),
                table(documents.metrics()),
                new Paragraph(("At the decision threshold of %s a row is taken for positive if its score is as"
                                + " high, or higher.")
                        .formatted(confusion.path("threshold").asText())),
                confusion(confusion)));
        logistic(documents.metrics()).forEach(blocks::add);
        blocks.addAll(BacktestTable.of(documents.metrics().path("backtest")));
        validation(documents.metrics().path("validation")).ifPresent(blocks::add);
        return new CardSection("metrics", "Metrics", true, blocks);
    }

    /** What the model gains over the model that anyone would try first. */
    private static List<PageBlock> logistic(JsonNode metrics) {
        JsonNode baseline = metrics.path("logistic_baseline");
        if (!baseline.path("metrics").isObject()) {
            return baseline.has("not_trained")
                    ? List.of(new Paragraph("No logistic regression could be fitted to the training rows: "
                            + baseline.path("not_trained").asText() + "."))
                    : List.of();
        }
        JsonNode gain = baseline.path("gain");
        return List.of(
                new Paragraph("A logistic regression was fitted to the same training rows (100,000 of them at most) and"
                        + " scored the same test rows. A gain above 0 says that this model is better."),
                new Table(
                        "Beside a logistic regression",
                        List.of("Metric", "This model", "Logistic regression", "Gain", intervalHeading(gain)),
                        MetricText.metrics().stream()
                                .filter(metric -> gain.path("metrics").has(metric.key()))
                                .map(metric -> List.of(
                                        StyledText.text(metric.title()),
                                        MetricText.value(metric, metrics),
                                        MetricText.value(metric, baseline.path("metrics")),
                                        MetricText.gain(gain.path("metrics").path(metric.key())),
                                        MetricText.bounds(gain.path("metrics").path(metric.key()))))
                                .toList()));
    }

    /** The same metrics on the rows that early stopping looked at: what thresholds may be chosen by. */
    private static Optional<Table> validation(JsonNode validation) {
        if (!validation.path("metrics").isObject()) {
            return Optional.empty();
        }
        return Optional.of(new Table(
                "On the validation rows, which thresholds may be chosen by",
                List.of("Metric", "Value", intervalHeading(validation.path("intervals"))),
                MetricText.metrics().stream()
                        .map(metric -> List.of(
                                StyledText.text(metric.title()),
                                MetricText.value(metric, validation.path("metrics")),
                                MetricText.interval(metric, validation.path("intervals"))))
                        .toList()));
    }

    private static String intervalHeading(JsonNode intervals) {
        return DecimalText.significant(HUNDRED * intervals.path("level").asDouble(), LEVEL_DIGITS) + "% interval";
    }

    private static Table table(JsonNode metrics) {
        JsonNode champion = metrics.at("/baseline/candidate").isObject()
                ? metrics.at("/baseline/metrics")
                : MissingNode.getInstance();
        List<String> headings = new ArrayList<>(List.of("Metric", "Value"));
        if (metrics.path("intervals").isObject()) {
            headings.add(intervalHeading(metrics.path("intervals")));
        }
        if (champion.isObject()) {
            headings.addAll(List.of("On compared rows", "Champion", "Difference"));
        }
        headings.addAll(List.of("Better", "Meaning"));
        return new Table(
                champion.isObject() ? "Metrics, and the champion's on the rows that it was not fitted on" : "Metrics",
                headings,
                MetricText.metrics().stream()
                        .map(metric -> row(metric, metrics, champion))
                        .toList());
    }

    private static List<StyledText> row(Metric metric, JsonNode metrics, JsonNode champion) {
        List<StyledText> row =
                new ArrayList<>(List.of(StyledText.text(metric.title()), MetricText.value(metric, metrics)));
        if (metrics.path("intervals").isObject()) {
            row.add(MetricText.interval(metric, metrics.path("intervals")));
        }
        if (champion.isObject()) {
            JsonNode candidate = metrics.at("/baseline/candidate/metrics");
            row.add(MetricText.value(metric, candidate));
            row.add(MetricText.value(metric, champion));
            row.add(MetricText.difference(metric, candidate, champion));
        }
        row.addAll(List.of(StyledText.text(MetricText.direction(metric)), StyledText.text(metric.meaning())));
        return row;
    }

    private static Table confusion(JsonNode confusion) {
        return new Table(
                "Confusion at the decision threshold, in rows",
                List.of("", "Taken for positive", "Taken for negative"),
                List.of(
                        List.of(
                                StyledText.text("Positive"),
                                NumberText.count(confusion.path("true_positives")),
                                NumberText.count(confusion.path("false_negatives"))),
                        List.of(
                                StyledText.text("Negative"),
                                NumberText.count(confusion.path("false_positives")),
                                NumberText.count(confusion.path("true_negatives")))));
    }
}
