package io.modelfactory.worker.card;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.card.page.Block.Prose;
import io.modelfactory.worker.card.page.Block.Table;
import io.modelfactory.worker.card.page.Section;
import io.modelfactory.worker.card.page.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How the rows that the model was judged by were set apart. */
final class EvaluationDataSection {
    private static final String TIME_BASED = "time_based";

    private EvaluationDataSection() {}

    static Section of(CardDocuments documents) {
        String strategy = documents.executionRecord().at("/split/strategy").asText();
        boolean byTime = strategy.equals(TIME_BASED);
        List<String> headings = new ArrayList<>(List.of("Part", "Rows", "Positives", "Share of positives"));
        if (byTime) {
            headings.addAll(List.of("First event", "Last event"));
        }
        return new Section(
                "evaluation-data",
                "Evaluation data",
                List.of(
                        new Prose("Model and metrics rest on different rows. The split is " + strategy
                                + (byTime
                                        ? ": the oldest events train, the newest are the test part, and events of one time are"
                                                + " never divided."
                                        : ": by a seeded hash of each event's id, within each class, so that all parts are of one"
                                                + " period.")),
                        new Table(
                                "Parts of the data",
                                headings,
                                Stream.of("train", "validation", "test")
                                        .map(part -> row(part, documents.part(part), byTime))
                                        .toList())));
    }

    private static List<Value> row(String name, JsonNode part, boolean byTime) {
        long rows = part.path("rows").asLong();
        List<Value> row = new ArrayList<>(List.of(
                Value.text(name),
                Words.count(rows),
                Words.count(part.path("positives")),
                Value.number(Words.percent(part.path("positives").asLong(), rows))));
        if (byTime) {
            row.addAll(List.of(Value.code(part.path("min_event_time")), Value.code(part.path("max_event_time"))));
        }
        return row;
    }
}
