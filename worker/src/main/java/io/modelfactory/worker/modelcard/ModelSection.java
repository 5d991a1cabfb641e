package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.modelcard.page.CardSection;
import io.modelfactory.worker.modelcard.page.PageBlock.Fact;
import io.modelfactory.worker.modelcard.page.PageBlock.FactList;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import io.modelfactory.worker.modelcard.page.StyledText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the model is. */
final class ModelSection {
    private ModelSection() {}

    static CardSection of(CardDocuments documents) {
        JsonNode descriptor = documents.descriptor();
        JsonNode model = descriptor.path("model");
        JsonNode seeds = documents.executionRecord().path("seed_policy");
        List<Fact> facts = new ArrayList<>(List.of(
                new Fact("Bundle", StyledText.code(documents.bundle().bundleId())),
                new Fact("Version", StyledText.code(documents.bundle().bundleVersion())),
                new Fact("Algorithm", StyledText.code(descriptor.path("algorithm_id"))),
                new Fact(
                        "Library",
                        StyledText.text(descriptor.at("/library/name").asText() + " "
                                + descriptor.at("/library/version").asText())),
                new Fact("Training rounds", NumberText.count(descriptor.path("rounds"))),
                new Fact("Features", NumberText.count(documents.features().size())),
                new Fact("Decision threshold", StyledText.code(descriptor.path("decision_threshold"))),
                new Fact(
                        "Seed",
                        StyledText.text("%s from %s with base seed %s"
                                .formatted(
                                        descriptor.path("stage_seed").asText(),
                                        seeds.path("recipe").asText(),
                                        seeds.path("base_seed").asText()))),
                new Fact(
                        "Model file",
                        StyledText.text(descriptor.path("format").asText() + ", "
                                + NumberText.counted(model.path("bytes").asLong(), "byte", "bytes"))),
                new Fact("Model SHA-256", StyledText.code(model.path("sha256"))),
                new Fact(
                        "Trained at",
                        StyledText.text(documents
                                        .plan()
                                        .path("execution_started_at_utc")
                                        .asText() + " (start of the run)"))));
        if (descriptor.has("calibration")) {
            facts.add(new Fact("Calibration", calibration(descriptor.path("calibration"))));
        }
        addStructure(descriptor.path("structure"), facts);
        return new CardSection(
                "model-details", "Model details", false, List.of(new FactList(facts), parameters(descriptor)));
    }

    /** Bundles of builds before 0.2.0 have none. */
    private static void addStructure(JsonNode structure, List<Fact> facts) {
        if (structure.has("absent")) {
            facts.add(new Fact(
                    "Structure",
                    StyledText.text("not certified: " + structure.path("absent").asText())));
        } else if (structure.isObject() && structure.path("trees").asInt() == 0) {
            facts.add(new Fact("Structure", StyledText.text("no trees: the log-odds are a sum of one part a feature")));
        } else if (structure.isObject()) {
            facts.add(new Fact(
                    "Structure",
                    StyledText.text("%s, at most %s deep; a score visits at most %s"
                            .formatted(
                                    NumberText.counted(structure.path("trees").asLong(), "tree", "trees"),
                                    NumberText.counted(
                                            structure.path("max_depth").asLong(), "split", "splits"),
                                    NumberText.counted(
                                            structure.path("max_nodes_visited").asLong(), "node", "nodes")))));
            structure
                    .path("monotone")
                    .forEach(proven -> facts.add(new Fact(
                            "Proven over the trees",
                            StyledText.text("the score never "
                                    + (proven.path("direction").asInt() > 0 ? "falls" : "rises") + " when "
                                    + proven.path("feature").asText() + " grows"))));
        }
    }

    private static StyledText calibration(JsonNode calibration) {
        JsonNode fittedOn = calibration.path("fitted_on");
        return StyledText.text(calibration.path("method").asText() + ", fitted on the "
                + NumberText.counted(fittedOn.path("rows").asLong(), "validation row", "validation rows") + ", "
                + fittedOn.path("positives").asText() + " of them positive"
                + (fittedOn.path("decided_rounds").asBoolean() ? ", which had decided when training stops too" : ""));
    }

    private static Table parameters(JsonNode descriptor) {
        Map<String, JsonNode> sorted = new TreeMap<>(CanonicalJson.CODE_POINT_ORDER);
        descriptor.path("hyper_parameters").properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        List<List<StyledText>> rows = new ArrayList<>();
        sorted.forEach((name, value) -> rows.add(List.of(
                StyledText.code(name), value.isNumber() ? StyledText.number(CanonicalJson.text(value)) : text(value))));
        return new Table("Hyper-parameters, as the training profile pins them", List.of("Parameter", "Value"), rows);
    }

    private static StyledText text(JsonNode value) {
        return StyledText.code(value.isTextual() ? value.textValue() : CanonicalJson.text(value));
    }
}
