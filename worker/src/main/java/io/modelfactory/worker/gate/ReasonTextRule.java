package io.modelfactory.worker.gate;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.gate.GateCheck.ThresholdOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether each feature has a text that says what it means for a score, where a governance profile demands that. */
final class ReasonTextRule {
    private static final String CHECK = "require_reason_texts";
    private static final String METRIC = "features_without_reason_text";

    private ReasonTextRule() {}

    /** @param metrics of an evaluation; without the list of features no text is pinned at all, which fails */
    static GateCheck evaluate(JsonNode metrics) {
        JsonNode lacking = metrics.path(METRIC);
        List<String> features = new ArrayList<>();
        lacking.forEach(feature -> features.add(feature.asText()));
        return GateCheck.ofNumber(
                CHECK,
                METRIC,
                ThresholdOperator.LESS_OR_EQUAL,
                Optional.of(0.0),
                lacking.isArray() ? Optional.of((double) features.size()) : Optional.empty(),
                new CheckScope.ReasonTexts(features));
    }
}
