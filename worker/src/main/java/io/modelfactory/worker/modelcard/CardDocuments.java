package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.evidence.BuildWorkers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a card is made of, and nothing else is.
 *
 * @param bundle the identity that follows from the documents
 * @param published whether the bundle is, or is being, published
 * @param workers that did the work of the run
 * @param publishOverride by which it is published although its gate could not decide
 * @param refs of the documents and of the model, by artifact name, where the run has them
 */
record CardDocuments(
        BundleIdentity bundle,
        boolean published,
        BuildWorkers workers,
        Map<String, ArtifactRef> refs,
        JsonNode plan,
        JsonNode executionRecord,
        JsonNode descriptor,
        JsonNode report,
        JsonNode receipt,
        Optional<JsonNode> publishOverride) {

    CardDocuments {
        refs = Map.copyOf(refs);
    }

    CardDocuments unpublished() {
        return new CardDocuments(
                bundle, false, workers, refs, plan, executionRecord, descriptor, report, receipt, publishOverride);
    }

    /** The value of the label that the model predicts. */
    Optional<String> positiveLabel() {
        return list(executionRecord.at("/data_summary/label_counts")).stream()
                .filter(label -> label.path("positive").asBoolean())
                .map(label -> label.path("value").asText())
                .findFirst();
    }

    String runKey() {
        return plan.path("run_key").asText();
    }

    JsonNode metrics() {
        return report.path("metrics");
    }

    /** A part of the split: {@code train}, {@code validation} or {@code test}. */
    JsonNode part(String name) {
        return executionRecord.path("split").path(name);
    }

    List<JsonNode> features() {
        return list(descriptor.path("features"));
    }

    List<JsonNode> datasets() {
        return list(plan.path("datasets"));
    }

    List<JsonNode> checks() {
        return list(receipt.path("checks"));
    }

    boolean passed() {
        return receipt.path("gate_decision").asText().equals("PASS");
    }

    long dataRows() {
        return datasets().stream()
                .flatMap(dataset -> list(dataset.path("files")).stream())
                .mapToLong(file -> file.path("rows").asLong())
                .sum();
    }

    static List<JsonNode> list(JsonNode array) {
        List<JsonNode> list = new ArrayList<>();
        array.forEach(list::add);
        return list;
    }
}
