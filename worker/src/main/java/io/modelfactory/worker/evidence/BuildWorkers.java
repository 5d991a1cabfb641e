package io.modelfactory.worker.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The workers that did the work of a run, as each was recorded in the ledger when it did it: what documents say of them
 * comes from here, so that a crash and another worker make no other document.
 *
 * @param builder trained and evaluated the run; empty if an earlier release did
 * @param publisher began to write the publication; empty if none did
 * @param deviations in which respects one of them was not as the worker that started the run; empty if in none
 */
public record BuildWorkers(Optional<JsonNode> builder, Optional<JsonNode> publisher, List<String> deviations) {
    private static final String RUN_CONFIG_DIGEST = "run_config_digest";
    private static final String LIBRARIES = "libraries";
    private static final String SIGNING_KEY = "signing_key_id";

    /** Of a run of which nothing is recorded. */
    public static final BuildWorkers UNKNOWN = new BuildWorkers(Optional.empty(), Optional.empty(), List.of());

    public BuildWorkers {
        builder = builder.map(BuildWorkers::withOrderedLibraries);
        publisher = publisher.map(BuildWorkers::withOrderedLibraries);
        deviations = List.copyOf(deviations);
    }

    /** Card and provenance list them, and are the same whether the record comes from the ledger or from a document. */
    private static JsonNode withOrderedLibraries(JsonNode worker) {
        if (!worker.path(LIBRARIES).isObject()) {
            return worker;
        }
        Map<String, JsonNode> byName = new TreeMap<>();
        worker.path(LIBRARIES).properties().forEach(library -> byName.put(library.getKey(), library.getValue()));
        ObjectNode ordered = Json.object();
        ordered.setAll(byName);
        return worker.<ObjectNode>deepCopy().set(LIBRARIES, ordered);
    }

    /**
     * @param runConfigDigest the configuration under which the run was started
     * @param signingKeyId the key of the worker that started it; empty if that one signs nothing
     */
    public static BuildWorkers of(
            Optional<JsonNode> builtBy,
            Optional<JsonNode> publishedBy,
            Optional<String> runConfigDigest,
            Optional<String> signingKeyId) {
        Optional<JsonNode> builder = builtBy.map(BuildWorkers::withoutProcess);
        Optional<JsonNode> publisher = publishedBy.map(BuildWorkers::withoutProcess);
        List<String> deviations = new ArrayList<>();
        builder.ifPresent(worker -> configuration("built", worker, runConfigDigest, deviations));
        publisher.ifPresent(worker -> {
            configuration("published", worker, runConfigDigest, deviations);
            signingKeyId
                    .filter(key -> !key.equals(worker.path(SIGNING_KEY).textValue()))
                    .ifPresent(key -> deviations.add("published without the signing key " + key
                            + ", with which the run was started, but "
                            + (worker.has(SIGNING_KEY)
                                    ? "with " + worker.path(SIGNING_KEY).asText()
                                    : "with none")));
        });
        return new BuildWorkers(builder, publisher, deviations);
    }

    /** Which process it was is in the run's events; documents are the same whichever it was. */
    private static JsonNode withoutProcess(JsonNode worker) {
        return worker.<ObjectNode>deepCopy().without("worker_id");
    }

    private static void configuration(String what, JsonNode worker, Optional<String> started, List<String> deviations) {
        String digest = worker.path(RUN_CONFIG_DIGEST).asText();
        started.filter(expected -> !expected.equals(digest))
                .ifPresent(expected -> deviations.add(what + " under the run configuration " + digest
                        + ", and the run was started under " + expected));
    }

    /** As a document states them. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        builder.ifPresent(worker -> json.set("builder", worker));
        publisher.ifPresent(worker -> json.set("publisher", worker));
        ArrayNode list = json.putArray("deviations");
        deviations.forEach(list::add);
        return json;
    }

    /** What {@link #toJson} has written. */
    public static BuildWorkers read(JsonNode json) {
        return new BuildWorkers(
                Optional.of(json.path("builder")).filter(JsonNode::isObject),
                Optional.of(json.path("publisher")).filter(JsonNode::isObject),
                json.path("deviations").valueStream().map(JsonNode::asText).toList());
    }

    /** The release that built the run, or a word for none on record. */
    public String builderRelease() {
        return builder.map(worker -> worker.path("release_id").asText()).orElse("not recorded");
    }

    /**
     * The key that the worker which began to publish the run signs with; empty if it signs nothing, or none published.
     */
    public Optional<String> signingKeyId() {
        return publisher
                .map(worker -> worker.path(SIGNING_KEY))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue);
    }
}
