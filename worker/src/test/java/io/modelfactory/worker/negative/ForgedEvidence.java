package io.modelfactory.worker.negative;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.request.RunIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Evidence that a crashed worker seems to have left: that of another run that passed, rewritten as if it were the
 * scenario's own. All names, digests and links are right, except for what an entry changes; documents that follow a
 * changed one link to it, as if the run had written it so.
 */
final class ForgedEvidence {
    private final NegativeScenario scenario;
    private final RunRecord model;
    private final Map<ArtifactName, Consumer<ObjectNode>> changes = new EnumMap<>(ArtifactName.class);
    private final Set<ArtifactName> missing = EnumSet.noneOf(ArtifactName.class);
    private Optional<byte[]> modelContent = Optional.empty();

    /** @param model the run whose evidence is copied */
    ForgedEvidence(NegativeScenario scenario, RunRecord model) {
        this.scenario = scenario;
        this.model = model;
    }

    ForgedEvidence with(ArtifactName name, Consumer<ObjectNode> change) {
        changes.put(name, change);
        return this;
    }

    /** Replaces the model by bytes that are not a model. */
    ForgedEvidence withModel(byte[] content) {
        modelContent = Optional.of(content);
        return this;
    }

    /** Removes the reference of the run to it. */
    ForgedEvidence without(ArtifactName name) {
        missing.add(name);
        return this;
    }

    /**
     * Writes it under the keys of the scenario's run.
     *
     * @param run as it was claimed: the evidence names its pinned start
     * @param last artifact that the run has written
     */
    Map<String, ArtifactRef> of(RunRecord run, ArtifactName last) {
        Map<ArtifactRef, ArtifactRef> copies = new HashMap<>();
        Map<String, ArtifactRef> refs = new TreeMap<>();
        Evidence original = new Evidence(model.refs());
        for (ArtifactName name : NegativePath.upTo(last)) {
            original.find(name).filter(ref -> !missing.contains(name)).ifPresent(ref -> {
                byte[] content = name == ArtifactName.MODEL ? model(ref) : rewritten(name, ref, run, copies);
                ArtifactRef copy = ArtifactRef.of(scenario.plant(name, content), content);
                copies.put(ref, copy);
                refs.put(name.key(), copy);
            });
        }
        return refs;
    }

    private byte[] model(ArtifactRef ref) {
        return modelContent.orElseGet(() -> scenario.store().read(ref.ref()));
    }

    private byte[] rewritten(ArtifactName name, ArtifactRef ref, RunRecord run, Map<ArtifactRef, ArtifactRef> copies) {
        ObjectNode document = (ObjectNode) scenario.store().document(ref.ref());
        relink(document, copies);
        ObjectNode own = renamed(document, run);
        changes.getOrDefault(name, same -> {}).accept(own);
        return CanonicalJson.bytes(own);
    }

    private static void relink(JsonNode node, Map<ArtifactRef, ArtifactRef> copies) {
        if (node instanceof ObjectNode object) {
            copies.forEach((original, copy) -> {
                if (object.path("ref").asText().equals(original.ref())) {
                    object.put("ref", copy.ref()).put("sha256", copy.sha256()).put("bytes", copy.bytes());
                }
            });
        }
        node.forEach(child -> relink(child, copies));
    }

    private ObjectNode renamed(ObjectNode document, RunRecord run) {
        RunIdentity identity = RunIdentity.of(scenario.request());
        RunIdentity original = new RunIdentity(model.trainRunKey(), model.runKey());
        String text = document.toString()
                .replace(original.trainRunKey(), identity.trainRunKey())
                .replace(original.runKey(), identity.runKey())
                .replace(original.evalReportId(), identity.evalReportId())
                .replace(
                        model.request().path("config_revision").asText(),
                        run.request().path("config_revision").asText())
                .replace(
                        model.executionStartedAt().orElseThrow().toString(),
                        run.executionStartedAt().orElseThrow().toString());
        try {
            return (ObjectNode) Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
