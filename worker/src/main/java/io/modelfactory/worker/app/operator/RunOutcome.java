package io.modelfactory.worker.app.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.inspect.GateCheckDescriptions;
import io.modelfactory.worker.inspect.GateCheckDescriptions.CheckDescription;
import io.modelfactory.worker.inspect.ModelCardMatch;
import io.modelfactory.worker.inspect.RunDocuments;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.modelcard.CardFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What became of a run, for its requester: state, metrics against thresholds, bundle and card.
 *
 * @param checks of its gate; none if it was not judged
 * @param bundle only of a run that is published
 * @param card key of the card in the object store, beside the bundle
 */
public record RunOutcome(
        String runKey,
        RunState state,
        List<CheckDescription> checks,
        Optional<BundleIdentity> bundle,
        Optional<String> card) {

    public RunOutcome {
        checks = List.copyOf(checks);
    }

    public static RunOutcome of(RunRecord run, RunDocuments documents) {
        Optional<BundleIdentity> bundle = run.state() == RunState.PUBLISHED
                ? bundle(documents.read(run, ArtifactName.BUNDLE_PUBLICATION).content())
                : Optional.empty();
        return new RunOutcome(
                run.runKey(),
                run.state(),
                GateCheckDescriptions.of(
                        documents.read(run, ArtifactName.GATE_RECEIPT).content()),
                bundle,
                bundle.map(published -> ModelCardMatch.keyOf(published, CardFormat.HTML)));
    }

    private static Optional<BundleIdentity> bundle(JsonNode publication) {
        return publication.hasNonNull("bundle_id")
                ? Optional.of(new BundleIdentity(
                        publication.path("bundle_id").asText(),
                        publication.path("bundle_version").asText()))
                : Optional.empty();
    }

    /** Lines for people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("run " + runKey + " is in state " + state);
        checks.forEach(check -> lines.add((check.held() ? "held    " : "failed  ") + check.text()));
        bundle.ifPresent(published -> lines.add("bundle " + published.bundleId() + " " + published.bundleVersion()));
        lines.add(card.map(key -> "card " + key + " in the object store; `mf card " + runKey + "` prints it")
                .orElse("`mf explain " + runKey + "` says what comes next"));
        return lines;
    }

    public ObjectNode toJson() {
        ObjectNode document = Json.object().put("run_key", runKey).put("state", state.name());
        ArrayNode judged = document.putArray("checks");
        checks.forEach(check -> judged.addObject()
                .put("check", check.name())
                .put("held", check.held())
                .put("text", check.text()));
        bundle.ifPresent(published ->
                document.put("bundle_id", published.bundleId()).put("bundle_version", published.bundleVersion()));
        card.ifPresent(key -> document.put("card", key));
        return document;
    }
}
