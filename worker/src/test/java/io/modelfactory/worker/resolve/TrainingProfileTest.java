package io.modelfactory.worker.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;
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
}
