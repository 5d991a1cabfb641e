package io.modelfactory.worker.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingProfileTest {

    @Test
    void aProfileThatSaysNothingOfLeakageExpectsTheUsualRule() throws JsonProcessingException {
        ObjectNode least = Json.object();
        least.putObject("evaluation").put("decision_threshold", 0.5);
        TrainingProfile silent = Json.convert(least, TrainingProfile.class);
        ObjectNode open = least.deepCopy();
        open.putObject("leakage");

        assertThat(silent.leakage().expectedLabelRule()).isEqualTo("observed_time<=label_asof_utc");
        assertThat(Json.convert(open, TrainingProfile.class).leakage()).isEqualTo(silent.leakage());
    }

    @Test
    void splitFractionsMustAddUpToOneWithTrainAndTestRows() {
        assertThat(new SplitFractions(0.7, 0.1, 0.2)).isNotNull();
        assertThatThrownBy(() -> new SplitFractions(0.7, 0.1, 0.1)).hasMessageContaining("add up to 1");
        assertThatThrownBy(() -> new SplitFractions(0.8, 0.2, 0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new SplitFractions(Double.NaN, 0.2, 0.2)).hasMessageContaining("add up to 1");
    }

    /** By hash three rows of twenty of a day are in the validation part: 20 alerts among them are 133 a day. */
    @Test
    void anAlertBudgetNeedsAPartThatHasWholeDays() throws IOException {
        for (String measure : List.of("\"alerts_per_day\": 20", "\"top_k\": [20]")) {
            String name = measure.substring(1, measure.indexOf(':') - 1);
            assertThat(profile("time_based", "event", measure)).isNotNull();
            assertThatThrownBy(() -> profile("hash", "event", measure))
                    .hasMessageContaining("evaluation." + name + ": needs split_strategy: time_based");
            assertThatThrownBy(() -> profile("hash", "entity", measure)).hasMessageContaining("split_unit: event");
            // Rows of entities that an earlier part has are left out of the later days.
            assertThatThrownBy(() -> profile("time_based", "entity", measure))
                    .hasMessageContaining("split_unit: event");
        }
        assertThat(profile("hash", "entity", "\"day_zone\": \"UTC\"")).isNotNull();
    }

    private static TrainingProfile profile(String strategy, String unit, String measure) throws IOException {
        return Json.convert(
                Json.parse(("{\"split_strategy\": \"%s\", \"split_unit\": \"%s\","
                                + " \"split_fractions\": {\"train\": 0.7, \"validation\": 0.15, \"test\": 0.15},"
                                + " \"evaluation\": {\"decision_threshold\": 0.5, %s}}")
                        .formatted(strategy, unit, measure)
                        .getBytes(StandardCharsets.UTF_8)),
                TrainingProfile.class);
    }
}
