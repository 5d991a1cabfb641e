package io.modelfactory.worker.app.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.inspect.NextRevision;
import io.modelfactory.worker.ledger.run.RequeueRule;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that is prefilled from a run, with changes.
 *
 * @param document a TrainBuildRequest v0
 * @param changes of members that the run's identity depends on
 */
public record AgainRequest(ObjectNode document, List<IdentityChange> changes) {
    private static final String RELEASE = "mf_code_release_id";
    private static final String PUBLISH = "publish_allowed";
    private static final String MANIFESTS = "dataset_manifest_refs";
    private static final String SCOPE = "target_scope.";
    private static final String CONFIG_REVISION = "config_revision";

    /** What a run's identity is made of. */
    private static final List<String> IDENTITY = List.of(
            "intent_kind",
            "platform_run_id",
            MANIFESTS,
            "training_config_ref",
            "governance_profile_ref",
            SCOPE + "environment",
            SCOPE + "mode",
            SCOPE + "bundle_slot",
            SCOPE + "tenant_id",
            "policy_revision",
            CONFIG_REVISION,
            RELEASE);

    /** The failures that another input of this kind may fix. */
    private static final Map<String, String> INPUTS = Map.of(
            "TRAINING_PROFILE", "training_config_ref=REF",
            "GOVERNANCE_PROFILE", "governance_profile_ref=REF",
            "MANIFEST", "dataset_manifest_refs=REF",
            "DATASET", "dataset_manifest_refs=REF",
            "FEATURE_SCHEMA", "training_config_ref=REF",
            "LEAKAGE_GUARD", "dataset_manifest_refs=REF",
            "PROFILE_NOT_ALLOWED", "training_config_ref=REF",
            "GATE", "training_config_ref=REF",
            "CHAMPION", "governance_profile_ref=REF");

    public AgainRequest {
        changes = List.copyOf(changes);
    }

    /** @param from empty for a member that the run's request does not have */
    public record IdentityChange(String member, String from, String to) {}

    /** What {@code --set} may name. */
    public static List<String> settable() {
        List<String> names = new ArrayList<>(IDENTITY);
        names.add(PUBLISH);
        return names;
    }

    /**
     * @param settings by a name of {@link #settable}; several manifests are separated by commas
     * @param release of the worker, which the request names unless the settings do
     */
    public static AgainRequest of(RunRecord run, Map<String, String> settings, String release) {
        ObjectNode document = run.request().deepCopy();
        document.put(PUBLISH, run.publishRequested());
        document.put(RELEASE, release);
        settings.forEach((name, value) -> set(document, name, value));
        List<IdentityChange> changes = new ArrayList<>();
        for (String member : IDENTITY) {
            String from = text(run.request(), member);
            String to = text(document, member);
            if (!from.equals(to)) {
                changes.add(new IdentityChange(member, from, to));
            }
        }
        return new AgainRequest(document, changes);
    }

    private static void set(ObjectNode document, String name, String value) {
        if (name.equals(MANIFESTS)) {
            ArrayNode refs = document.putArray(name);
            List.of(value.split(",")).forEach(refs::add);
        } else if (name.equals(PUBLISH)) {
            document.put(name, Boolean.parseBoolean(value));
        } else if (name.startsWith(SCOPE)) {
            document.withObjectProperty("target_scope").put(name.substring(SCOPE.length()), value);
        } else {
            document.put(name, value);
        }
    }

    private static String text(JsonNode document, String member) {
        JsonNode value = document.at("/" + member.replace('.', '/'));
        if (!value.isArray()) {
            return value.asText();
        }
        // Neither order nor repetition is part of the identity.
        return String.join(
                ", ",
                value.valueStream().map(JsonNode::asText).distinct().sorted().toList());
    }

    /**
     * Why it would lead nowhere, with the settings that make another run of it; empty if it can be asked. An identity
     * that is unchanged leads on only where the run is queued again, or published now.
     */
    public Optional<String> hindrance(RunRecord run) {
        if (!changes.isEmpty() || RequeueRule.appliesTo(run)) {
            return Optional.empty();
        }
        boolean publishes = document.path(PUBLISH).booleanValue();
        if (run.state() == RunState.PASS && publishes && !run.publishRequested()) {
            return Optional.empty();
        } else if (!run.finished()) {
            return Optional.of(run.runKey() + " is in progress (" + run.state() + "); `mf runs watch " + run.runKey()
                    + "` follows it");
        } else if (run.state() == RunState.PUBLISH_PENDING) {
            return Optional.of(run.runKey() + " passed and waits to be published: `mf request publish-retry "
                    + run.runKey() + " --reason TEXT`");
        }
        return Optional.of(run.runKey() + " is in " + run.state()
                + run.failureCode().map(code -> " (" + code + ")").orElse("")
                + ", and nothing of its identity changes, so that the answer would be the same; "
                + suggestions(run));
    }

    private String suggestions(RunRecord run) {
        String anew = "--set " + CONFIG_REVISION + "="
                + NextRevision.after(document.path(CONFIG_REVISION).asText()) + " trains anew on the same inputs";
        Optional<String> input = run.failureCode()
                .map(FailureCode::name)
                .flatMap(code -> INPUTS.entrySet().stream()
                        .filter(entry -> code.startsWith(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst());
        String publish = run.state() == RunState.PASS ? "--set publish_allowed=true publishes it; " : "";
        return publish
                + input.map(name -> "--set " + name + " asks with what is put right; ")
                        .orElse("")
                + anew;
    }
}
