package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.Metric;
import io.modelfactory.worker.modelcard.page.CardSection;
import io.modelfactory.worker.modelcard.page.PageBlock;
import io.modelfactory.worker.modelcard.page.PageBlock.Paragraph;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import io.modelfactory.worker.modelcard.page.StyledText;
import io.modelfactory.worker.modelcard.page.StyledText.TextStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The groups that the model was measured on, each by itself. */
final class FactorsSection {
    private static final List<Metric> SHOWN = List.of(Metric.AUC_ROC, Metric.AUC_PR, Metric.BRIER, Metric.ECE);

    private FactorsSection() {}

    static CardSection of(CardDocuments documents) {
        List<JsonNode> slices = CardDocuments.list(documents.metrics().path("slices"));
        List<PageBlock> blocks = slices.isEmpty()
                ? List.of(new Paragraph(
                        "The governance profile asks for no groups, so the model was measured on all test rows"
                                + " together only."
                                + " How it treats any group of them, this card does not say."))
                : List.of(
                        new Paragraph(("The governance profile asks for the rows of each value of %s to be measured by"
                                        + " themselves.")
                                .formatted(slices.stream()
                                        .map(slice -> slice.path("column").asText())
                                        .distinct()
                                        .collect(Collectors.joining(", ")))),
                        table(slices, verdicts(documents)),
                        new Paragraph("A group with fewer rows, positives or negatives than the profile demands is not"
                                + " judged."));
        return new CardSection("factors", "Factors", !slices.isEmpty(), blocks);
    }

    private static Table table(List<JsonNode> slices, Map<String, StyledText> verdicts) {
        return new Table(
                "Groups of the test rows",
                List.of(
                        "Column",
                        "Value",
                        "Rows",
                        "Positives",
                        SHOWN.get(0).title(),
                        SHOWN.get(1).title(),
                        SHOWN.get(2).title(),
                        SHOWN.get(3).title(),
                        "Verdict"),
                slices.stream().map(slice -> row(slice, verdicts)).toList());
    }

    private static List<StyledText> row(JsonNode slice, Map<String, StyledText> verdicts) {
        JsonNode metrics = slice.path("metrics");
        return List.of(
                StyledText.code(slice.path("column")),
                value(slice),
                NumberText.count(metrics.path("test_rows")),
                NumberText.count(metrics.path("test_positives")),
                MetricText.value(SHOWN.get(0), metrics),
                MetricText.value(SHOWN.get(1), metrics),
                MetricText.value(SHOWN.get(2), metrics),
                MetricText.value(SHOWN.get(3), metrics),
                verdicts.getOrDefault(label(slice), StyledText.placeholder("not judged")));
    }

    private static StyledText value(JsonNode slice) {
        String value = slice.path("value").textValue();
        return value == null
                ? StyledText.placeholder("missing")
                : value.isBlank() ? StyledText.placeholder("blank") : StyledText.code(value);
    }

    /** By the name that the gate's checks have for a group: the worst verdict of its checks. */
    private static Map<String, StyledText> verdicts(CardDocuments documents) {
        Map<String, StyledText> verdicts = new HashMap<>();
        for (JsonNode check : documents.checks()) {
            boolean failed = !check.path("verdict").asText().equals("PASS");
            StyledText verdict = new StyledText(failed ? TextStyle.BAD : TextStyle.GOOD, failed ? "FAIL" : "PASS");
            verdicts.merge(
                    check.path("scope").asText(), verdict, (one, other) -> one.style() == TextStyle.BAD ? one : other);
        }
        return verdicts;
    }

    private static String label(JsonNode slice) {
        String value = slice.path("value").textValue();
        return "slice:" + slice.path("column").asText() + (value == null ? " is missing" : "=" + value);
    }
}
