package io.modelfactory.worker.card;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.card.page.Block;
import io.modelfactory.worker.card.page.Block.Prose;
import io.modelfactory.worker.card.page.Block.Table;
import io.modelfactory.worker.card.page.Section;
import io.modelfactory.worker.card.page.Value;
import io.modelfactory.worker.card.page.Value.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The groups that the model was measured on, each by itself. */
final class FactorsSection {
    private static final List<Measure> SHOWN = List.of(Measure.AUC_ROC, Measure.AUC_PR, Measure.BRIER, Measure.ECE);

    private FactorsSection() {}

    static Section of(CardDocuments documents) {
        List<JsonNode> slices = CardDocuments.list(documents.metrics().path("slices"));
        List<Block> blocks = slices.isEmpty()
                ? List.of(new Prose(
                        "The governance profile asks for no groups, so the model was measured on all test rows together only."
                                + " How it treats any group of them, this card cannot tell."))
                : List.of(
                        new Prose(
                                "The governance profile asks for the rows of each value of %s to be measured by themselves."
                                        .formatted(slices.stream()
                                                .map(slice ->
                                                        slice.path("column").asText())
                                                .distinct()
                                                .collect(Collectors.joining(", ")))),
                        table(slices, verdicts(documents)),
                        new Prose(
                                "A group with fewer rows or positives than the profile demands is listed and not judged."));
        return new Section("factors", "Factors", blocks);
    }

    private static Table table(List<JsonNode> slices, Map<String, Value> verdicts) {
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

    private static List<Value> row(JsonNode slice, Map<String, Value> verdicts) {
        JsonNode metrics = slice.path("metrics");
        return List.of(
                Value.code(slice.path("column")),
                value(slice),
                Words.count(metrics.path("test_rows")),
                Words.count(metrics.path("test_positives")),
                SHOWN.get(0).value(metrics),
                SHOWN.get(1).value(metrics),
                SHOWN.get(2).value(metrics),
                SHOWN.get(3).value(metrics),
                verdicts.getOrDefault(label(slice), Value.nothing("not judged")));
    }

    private static Value value(JsonNode slice) {
        String value = slice.path("value").textValue();
        return value == null ? Value.nothing("missing") : value.isBlank() ? Value.nothing("blank") : Value.code(value);
    }

    /** By the name that the gate's checks have for a group: the worst verdict of its checks. */
    private static Map<String, Value> verdicts(CardDocuments documents) {
        Map<String, Value> verdicts = new HashMap<>();
        for (JsonNode check : documents.checks()) {
            boolean failed = !check.path("verdict").asText().equals("PASS");
            Value verdict = new Value(failed ? Kind.BAD : Kind.GOOD, failed ? "FAIL" : "PASS");
            verdicts.merge(check.path("scope").asText(), verdict, (one, other) -> one.kind() == Kind.BAD ? one : other);
        }
        return verdicts;
    }

    private static String label(JsonNode slice) {
        String value = slice.path("value").textValue();
        return "slice:" + slice.path("column").asText() + (value == null ? " is missing" : "=" + value);
    }
}
