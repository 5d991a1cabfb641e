package io.modelfactory.worker.modelcard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a card says of rows that are in no part. */
class EvaluationDataSectionTest {
    private final CardFixture fixture = new CardFixture("text");
    private final ObjectNode split = fixture.executionRecord.withObject("/split");

    @Test
    void rowsOfTheGapsAreCounted() {
        split.put("strategy", "time_based").put("gap_days", 14).put("left_out_rows", 1_234);

        assertThat(markdown()).contains("The 14 days before each later part are in no part (1,234 rows).");
    }

    @Test
    void rowsOfSeenEntitiesAndOfKnownFraudsAreCounted() {
        split.put("strategy", "time_based").put("unit", "entity").put("known_compromised_rows", 5);
        split.putObject("seen_entity_rows").put("validation", 20).put("test", 30);

        assertThat(markdown())
                .contains("50 rows of entities that an earlier part has left the later parts")
                .contains("Left out of the test part are 5 rows of entities with a fraud that was known before")
                .doesNotContain("are in no part");
    }

    private String markdown() {
        return new String(fixture.card().content(CardFormat.MARKDOWN), StandardCharsets.UTF_8);
    }
}
