package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.modelcard.page.CardSection;
import io.modelfactory.worker.modelcard.page.PageBlock.Fact;
import io.modelfactory.worker.modelcard.page.PageBlock.FactList;
import io.modelfactory.worker.modelcard.page.PageBlock.Paragraph;
import io.modelfactory.worker.modelcard.page.StyledText;
import java.util.ArrayList;
import java.util.List;

/** What the model was made for, as far as the request says; it says where, not what for. */
final class IntendedUseSection {
    private IntendedUseSection() {}

    static CardSection of(CardDocuments documents) {
        JsonNode scope = documents.plan().path("target_scope");
        JsonNode features = documents.plan().at("/datasets/0/feature_definition_set");
        List<Fact> facts = new ArrayList<>(List.of(
                new Fact("Mode", StyledText.code(scope.path("mode"))),
                new Fact("Slot", StyledText.code(scope.path("bundle_slot"))),
                new Fact("Environment", StyledText.code(scope.path("environment")))));
        if (scope.has("tenant_id")) {
            facts.add(new Fact("Tenant", StyledText.code(scope.path("tenant_id"))));
        }
        facts.add(new Fact("Intent of the run", StyledText.code(documents.plan().path("intent_kind"))));
        facts.add(new Fact(
                "Input",
                StyledText.text("rows of feature set %s, version %s"
                        .formatted(
                                features.path("feature_set_id").asText(),
                                features.path("feature_set_version").asText()))));
        return new CardSection(
                "intended-use",
                "Intended use",
                false,
                List.of(
                        new Paragraph(
                                "The model was requested for one slot of the platform, and reads one version of one"
                                        + " feature set."
                                        + " Any other use is outside of what it was judged for."),
                        new FactList(facts),
                        new Paragraph(
                                "Publishing does not activate a model: which bundle is active in the slot is decided,"
                                        + " and recorded, by the registry.")));
    }
}
