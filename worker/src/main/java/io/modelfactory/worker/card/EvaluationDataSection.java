package io.modelfactory.worker.card;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.card.page.Block.Prose;
import io.modelfactory.worker.card.page.Block.Table;
import io.modelfactory.worker.card.page.Section;
import io.modelfactory.worker.card.page.Value;
import java.util.List;
import java.util.stream.Stream;

/** How the rows that the model was judged by were set apart. */
final class EvaluationDataSection {
    private static final String TIME_BASED = "time_based";

    private EvaluationDataSection() {}

    static Section of(CardDocuments documents) {
        String strategy =
                documents.executionRecord().at("/split/strategy").asText();
        return new Section(
                "evaluation-data",
                "Evaluation data",
                List.of(
                        new Prose(strategy.equals(TIME_BASED)
                                ? "The split is time_based: the oldest events train, the newest are held out as the test part; events of one time are never divided."
                                : "The split is " + strategy
                                        + ": by a seeded hash of each event's id, within each class. Test rows come from the same period as the rows trained on."),
                        new Table(
                                "Parts of the data",
                                List.of("Part", "Rows", "Positives", "Share of positives", "First event", "Last event"),
                                Stream.of("train", "validation", "test")
                                        .map(part -> row(part, documents.part(part)))
                                        .toList())));
    }

    private static List<Value> row(String name, JsonNode part) {
        long rows = part.path("rows").asLong();
        return List.of(
                Value.text(name),
                Words.count(rows),
                Words.count(part.path("positives")),
                Value.number(Words.percent(part.path("positives").asLong(), rows)),
                time(part.path("min_event_time")),
                time(part.path("max_event_time")));
    }

    private static Value time(JsonNode time) {
        return time.isTextual() ? Value.code(time.textValue()) : Value.nothing("not used");
    }
}
