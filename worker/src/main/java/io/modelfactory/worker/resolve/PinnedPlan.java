package io.modelfactory.worker.resolve;

import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A resolved train plan read back from its artifact: what the gate and the publication need to know of the inputs,
 * without following any input reference again.
 */
public final class PinnedPlan {
    private static final String DATA_FILE = "data_file";

    private final JsonNode plan;

    private PinnedPlan(JsonNode plan) {
        this.plan = plan;
    }

    /** @throws FailureException {@code EVIDENCE_UNRESOLVED} if it is not there, or by its own code if it was altered */
    public static PinnedPlan read(DocumentStore documents, ArtifactRef ref) {
        return new PinnedPlan(documents.read(
                ContractDocument.RESOLVED_TRAIN_PLAN,
                ref,
                new DocumentStore.FailureCodes(
                        EVIDENCE_UNRESOLVED,
                        RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION,
                        RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION)));
    }

    /**
     * The plan that an earlier attempt left behind before the ledger heard of it, if there was one.
     *
     * @throws FailureException {@code RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION} if something else lies in its place
     */
    public static Optional<PinnedPlan> find(DocumentStore documents, String key) {
        return documents
                .find(ContractDocument.RESOLVED_TRAIN_PLAN, key, RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION)
                .map(found -> new PinnedPlan(found.content()));
    }

    public List<String> manifestDigests() {
        return texts("/manifest/sha256");
    }

    public List<String> manifestRefs() {
        return texts("/manifest/ref");
    }

    List<ArtifactRef> manifests() {
        return artifacts("manifest");
    }

    List<ArtifactRef> materializations() {
        return artifacts("materialization");
    }

    /**
     * Everything that went into the run, in a fixed order: profiles, the baseline if there is one, datasets down to
     * their files.
     */
    public List<PinnedInput> inputs() {
        List<PinnedInput> inputs = new ArrayList<>();
        inputs.add(input("training_profile", plan.path("training_profile")));
        inputs.add(input("governance_profile", plan.path("governance_profile")));
        if (plan.has("baseline_bundle")) {
            inputs.add(input("baseline_bundle_manifest", plan.at("/baseline_bundle/bundle_manifest")));
        }
        for (JsonNode dataset : plan.path("datasets")) {
            inputs.add(input("dataset_manifest", dataset.path("manifest")));
            inputs.add(input("dataset_materialization", dataset.path("materialization")));
            dataset.path("files").forEach(file -> inputs.add(input(DATA_FILE, file)));
        }
        return inputs;
    }

    private static PinnedInput input(String role, JsonNode pin) {
        return new PinnedInput(
                role, pin.path("ref").asText(), pin.path("sha256").asText());
    }

    /** The slot that the model is for. */
    public JsonNode targetScope() {
        return plan.path("target_scope");
    }

    /** SHA-256 of each data file, sorted. */
    public List<String> fileDigests() {
        return inputs().stream()
                .filter(input -> input.role().equals(DATA_FILE))
                .map(PinnedInput::sha256)
                .sorted()
                .toList();
    }

    public ProfilePin trainingProfile() {
        return convert(plan.path("training_profile"), ProfilePin.class);
    }

    public ProfilePin governanceProfile() {
        return convert(plan.path("governance_profile"), ProfilePin.class);
    }

    /** Digest of the model that the candidate was compared with, if the governance profile pins one. */
    public Optional<String> baselineModelDigest() {
        return Optional.ofNullable(plan.at("/baseline_bundle/model/sha256").textValue());
    }

    /** All datasets of a plan share one feature definition set. */
    public FeatureDefinitionSet featureDefinitionSet() {
        JsonNode set = plan.path("datasets").path(0).path("feature_definition_set");
        return new FeatureDefinitionSet(
                set.path("feature_set_id").asText(),
                set.path("feature_set_version").asText());
    }

    public String text(String member) {
        return plan.path(member).asText();
    }

    private List<String> texts(String pointer) {
        List<String> texts = new ArrayList<>();
        plan.path("datasets").forEach(dataset -> texts.add(dataset.at(pointer).asText()));
        return texts;
    }

    private List<ArtifactRef> artifacts(String member) {
        List<ArtifactRef> artifacts = new ArrayList<>();
        plan.path("datasets").forEach(dataset -> artifacts.add(convert(dataset.path(member), ArtifactRef.class)));
        return artifacts;
    }

    private static <T> T convert(JsonNode member, Class<T> type) {
        try {
            return Json.convert(member, type);
        } catch (JsonProcessingException e) {
            throw new FailureException(
                    RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION, member + ": is not what a plan holds", e);
        }
    }
}
