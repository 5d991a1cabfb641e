package io.modelfactory.worker.card;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.card.page.Block.Fact;
import io.modelfactory.worker.card.page.Block.Facts;
import io.modelfactory.worker.card.page.Block.Table;
import io.modelfactory.worker.card.page.Section;
import io.modelfactory.worker.card.page.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the model is. */
final class ModelSection {
    private ModelSection() {}

    static Section of(CardDocuments documents) {
        JsonNode descriptor = documents.descriptor();
        JsonNode model = descriptor.path("model");
        JsonNode seeds = documents.executionRecord().path("seed_policy");
        Facts facts = new Facts(List.of(
                new Fact("Bundle", Value.code(documents.bundle().bundleId())),
                new Fact("Version", Value.code(documents.bundle().bundleVersion())),
                new Fact("Algorithm", Value.code(descriptor.path("algorithm_id"))),
                new Fact(
                        "Library",
                        Value.text(descriptor.at("/library/name").asText() + " "
                                + descriptor.at("/library/version").asText())),
                new Fact("Boosting rounds", Words.count(descriptor.path("rounds"))),
                new Fact("Features", Words.count(documents.features().size())),
                new Fact("Decision threshold", Value.code(descriptor.path("decision_threshold"))),
                new Fact(
                        "Seed",
                        Value.text("%s from %s with base seed %s"
                                .formatted(
                                        descriptor.path("stage_seed").asText(),
                                        seeds.path("recipe").asText(),
                                        seeds.path("base_seed").asText()))),
                new Fact(
                        "Model file",
                        Value.text(descriptor.path("format").asText() + ", "
                                + Words.counted(model.path("bytes").asLong(), "byte", "bytes"))),
                new Fact("Model SHA-256", Value.code(model.path("sha256"))),
                new Fact(
                        "Trained at",
                        Value.text(documents
                                        .plan()
                                        .path("execution_started_at_utc")
                                        .asText() + " (start of the run)"))));
        return new Section("model-details", "Model details", List.of(facts, parameters(descriptor)));
    }

    private static Table parameters(JsonNode descriptor) {
        Map<String, JsonNode> sorted = new TreeMap<>(CanonicalJson.CODE_POINT_ORDER);
        descriptor.path("hyper_parameters").properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        List<List<Value>> rows = new ArrayList<>();
        sorted.forEach((name, value) -> rows.add(
                List.of(Value.code(name), value.isNumber() ? Value.number(CanonicalJson.text(value)) : text(value))));
        return new Table("Hyper-parameters, as the training profile pins them", List.of("Parameter", "Value"), rows);
    }

    private static Value text(JsonNode value) {
        return Value.code(value.isTextual() ? value.textValue() : CanonicalJson.text(value));
    }
}
