package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.modelcard.page.CardSection;
import io.modelfactory.worker.modelcard.page.PageBlock;
import io.modelfactory.worker.modelcard.page.PageBlock.Paragraph;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import io.modelfactory.worker.modelcard.page.StyledText;
import io.modelfactory.worker.modelcard.page.StyledText.TextStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The groups that the model was measured on, each by itself. */
final class FactorsSection {
    private FactorsSection() {}

    static CardSection of(CardDocuments documents) {
        List<JsonNode> slices = CardDocuments.list(documents.metrics().path("slices"));
        List<PageBlock> blocks = new ArrayList<>();
        if (slices.isEmpty()) {
            blocks.add(new Paragraph(
                    "The governance profile asks for no groups, so the model was measured on all test rows together"
                            + " only. How it treats any group of them, this card does not say."));
        } else {
            blocks.add(new Paragraph(
                    "The governance profile asks for the rows of each value of %s to be measured by themselves."
                            .formatted(slices.stream()
                                    .map(slice -> slice.path("column").asText())
                                    .distinct()
                                    .collect(Collectors.joining(", ")))));
            blocks.add(table(slices, verdicts(documents)));
            blocks.add(new Paragraph(
                    "A group with fewer rows, positives or negatives than the profile demands is not judged."));
        }
        gaps(documents).ifPresent(blocks::add);
        return new CardSection("factors", "Factors", !slices.isEmpty(), blocks);
    }

    private static Optional<PageBlock> gaps(CardDocuments documents) {
        List<JsonNode> gaps = CardDocuments.list(documents.metrics().path("gaps"));
        return gaps.isEmpty()
                ? Optional.empty()
                : Optional.of(new Table(
                        "By how much the judged groups of a column differ, highest less lowest",
                        List.of("Column", "Metric", "Groups", "Gap", "Interval"),
                        gaps.stream()
                                .map(gap -> List.of(
                                        StyledText.code(gap.path("column")),
                                        StyledText.text(gap.path("metric").asText()),
                                        NumberText.count(gap.path("groups")),
                                        MetricText.number(gap.path("gap")),
                                        MetricText.range(gap)))
                                .toList()));
    }

    private static Table table(List<JsonNode> slices, Map<String, StyledText> verdicts) {
        List<String> headings = new ArrayList<>(List.of("Column", "Value", "Rows", "Positives"));
        MetricText.shownOfGroups().forEach(metric -> headings.add(metric.title()));
        headings.add("Verdict");
        return new Table(
                "Groups of the test rows",
                headings,
                slices.stream().map(slice -> row(slice, verdicts)).toList());
    }

    private static List<StyledText> row(JsonNode slice, Map<String, StyledText> verdicts) {
        JsonNode metrics = slice.path("metrics");
        List<StyledText> row = new ArrayList<>(List.of(
                StyledText.code(slice.path("column")),
                value(slice),
                NumberText.count(metrics.path("test_rows")),
                NumberText.count(metrics.path("test_positives"))));
        MetricText.shownOfGroups().forEach(metric -> row.add(MetricText.valueOfGroup(metric, slice)));
        row.add(verdicts.getOrDefault(label(slice), StyledText.placeholder("not judged")));
        return row;
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
            String made = check.path("verdict").asText();
            StyledText verdict = new StyledText(made.equals("PASS") ? TextStyle.GOOD : TextStyle.BAD, made);
            verdicts.merge(check.path("scope").asText(), verdict, FactorsSection::worse);
        }
        return verdicts;
    }

    private static StyledText worse(StyledText one, StyledText other) {
        return one.text().equals("FAIL") || other.style() == TextStyle.GOOD ? one : other;
    }

    private static String label(JsonNode slice) {
        String value = slice.path("value").textValue();
        return "slice:" + slice.path("column").asText() + (value == null ? " is missing" : "=" + value);
    }
}
