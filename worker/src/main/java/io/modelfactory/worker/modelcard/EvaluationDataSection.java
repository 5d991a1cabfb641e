package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.modelcard.page.CardSection;
import io.modelfactory.worker.modelcard.page.PageBlock;
import io.modelfactory.worker.modelcard.page.PageBlock.Paragraph;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import io.modelfactory.worker.modelcard.page.StyledText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How the rows that the model was judged by were set apart. */
final class EvaluationDataSection {
    private static final String TIME_BASED = "time_based";

    private EvaluationDataSection() {}

    static CardSection of(CardDocuments documents) {
        JsonNode split = documents.executionRecord().path("split");
        String strategy = split.path("strategy").asText();
        boolean byTime = strategy.equals(TIME_BASED);
        List<String> headings = new ArrayList<>(List.of("Part", "Rows", "Positives", "Share of positives"));
        if (byTime) {
            headings.addAll(List.of("First event", "Last event"));
        }
        List<PageBlock> blocks = new ArrayList<>();
        blocks.add(new Paragraph("Model and metrics rest on different rows. The split is " + strategy
                + (byTime
                        ? ": the oldest events train, the newest are the test part, and events of one time are never"
                                + " divided." + gap(split) + entities(split)
                        : ": by a hash of each " + split.path("unit").asText("event")
                                + "'s id under a fixed seed, so that it is in the same part in every run and all parts"
                                + " are of one period." + entities(split))));
        blocks.add(new Table(
                "Parts of the data",
                headings,
                Stream.of("train", "validation", "test")
                        .map(part -> row(part, documents.part(part), byTime))
                        .toList()));
        blocks.addAll(DriftFigures.of(documents.metrics().path("drift")));
        return new CardSection("evaluation-data", "Evaluation data", false, blocks);
    }

    private static String gap(JsonNode split) {
        long days = split.path("gap_days").asLong();
        return days == 0
                ? ""
                : " The " + NumberText.counted(days, "day", "days") + " before each later part are in no part ("
                        + NumberText.counted(split.path("left_out_rows").asLong(), "row", "rows") + ").";
    }

    /** What left the later parts because of its entity. */
    private static String entities(JsonNode split) {
        JsonNode seen = split.path("seen_entity_rows");
        long rows = seen.path("validation").asLong() + seen.path("test").asLong();
        return (seen.isObject()
                        ? " No entity is on both sides: " + NumberText.counted(rows, "row", "rows")
                                + " of entities that an earlier part has left the later parts."
                        : "")
                + (split.has("known_compromised_rows")
                        ? " Left out of the test part are "
                                + NumberText.counted(
                                        split.path("known_compromised_rows").asLong(), "row", "rows")
                                + " of entities with a fraud that was known before the row's day."
                        : "");
    }

    private static List<StyledText> row(String name, JsonNode part, boolean byTime) {
        long rows = part.path("rows").asLong();
        List<StyledText> row = new ArrayList<>(List.of(
                StyledText.text(name),
                NumberText.count(rows),
                NumberText.count(part.path("positives")),
                StyledText.number(NumberText.percent(part.path("positives").asLong(), rows))));
        if (byTime) {
            row.addAll(List.of(
                    StyledText.code(part.path("min_event_time")), StyledText.code(part.path("max_event_time"))));
        }
        return row;
    }
}
