package io.modelfactory.worker.card;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.card.page.Block.Fact;
import io.modelfactory.worker.card.page.Block.Facts;
import io.modelfactory.worker.card.page.Block.Prose;
import io.modelfactory.worker.card.page.Section;
import io.modelfactory.worker.card.page.Value;
import java.util.ArrayList;
import java.util.List;

/** What the model was made for, as far as the request says; it says where, not what for. */
final class UseSection {
    private UseSection() {}

    static Section of(CardDocuments documents) {
        JsonNode scope = documents.plan().path("target_scope");
        JsonNode features = documents.plan().at("/datasets/0/feature_definition_set");
        List<Fact> facts = new ArrayList<>(List.of(
                new Fact("Mode", Value.code(scope.path("mode"))),
                new Fact("Slot", Value.code(scope.path("bundle_slot"))),
                new Fact("Environment", Value.code(scope.path("environment")))));
        if (scope.has("tenant_id")) {
            facts.add(new Fact("Tenant", Value.code(scope.path("tenant_id"))));
        }
        facts.add(new Fact("Intent of the run", Value.code(documents.plan().path("intent_kind"))));
        facts.add(new Fact(
                "Input",
                Value.text("rows of feature set %s, version %s"
                        .formatted(
                                features.path("feature_set_id").asText(),
                                features.path("feature_set_version").asText()))));
        return new Section(
                "intended-use",
                "Intended use",
                List.of(
                        new Prose(
                                "The model was requested for one slot of the platform, and reads one version of one feature set."
                                        + " Any other use is outside of what it was judged for."),
                        new Facts(facts),
                        new Prose("Publishing does not activate a model: which bundle is active in the slot is decided,"
                                + " and recorded, by the registry.")));
    }
}
