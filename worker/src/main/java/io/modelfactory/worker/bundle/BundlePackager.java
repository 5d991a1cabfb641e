package io.modelfactory.worker.bundle;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PUBLICATION_INVALID;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.resolve.FeatureDefinitionSet;
import io.modelfactory.worker.resolve.PinnedPlan;
import java.util.List;

/** Writes the publication record of a passed run. */
public final class BundlePackager {
    /** How a caller must lay out a row for the model: the features of the model descriptor, in its order. */
    static final String INPUT_CONTRACT_VERSION = "mf.feature_row.v0";

    /** Of a reader that applies the descriptor's calibration: without it, scores are not those of the threshold. */
    public static final String SCORE_CALIBRATION = "score-calibration";

    private final DocumentStore documents;

    public BundlePackager(DocumentStore documents) {
        this.documents = documents;
    }

    /** A packed bundle: its identity, its record, and where the record is kept. */
    public record Bundle(BundleIdentity identity, ObjectNode publication, ArtifactRef ref) {}

    /**
     * @param requiredCapabilities what a reader of the bundle must be able to do: load models of its format, by its id,
     *     and {@link #SCORE_CALIBRATION} if the scores are calibrated
     */
    public Bundle pack(
            String platformRunId,
            String runKey,
            PinnedPlan plan,
            List<String> requiredCapabilities,
            Evidence evidence) {
        BundleIdentity identity = identity(runKey, plan, evidence);
        ObjectNode publication = publication(identity, plan, requiredCapabilities, evidence);
        ArtifactRef ref = documents.write(
                ContractDocument.BUNDLE_PUBLICATION,
                ArtifactKeys.bundlePublication(platformRunId, runKey),
                publication,
                BUNDLE_PUBLICATION_INVALID,
                BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION);
        return new Bundle(identity, publication, ref);
    }

    /** The identity that the bundle of a run has, whether or not it is packed. */
    public static BundleIdentity identity(String runKey, PinnedPlan plan, Evidence evidence) {
        BundleIdentity.Content content = new BundleIdentity.Content(
                runKey,
                plan.manifestDigests(),
                plan.trainingProfile().sha256(),
                plan.governanceProfile().sha256(),
                evidence.require(ArtifactName.MODEL).sha256(),
                evidence.require(ArtifactName.EVAL_REPORT).sha256(),
                evidence.require(ArtifactName.GATE_RECEIPT).sha256());
        return BundleIdentity.of(content, plan.text("policy_revision"), plan.text("config_revision"));
    }

    private static ObjectNode publication(
            BundleIdentity identity, PinnedPlan plan, List<String> requiredCapabilities, Evidence evidence) {
        ObjectNode publication = Json.object()
                .put("schema_version", "learning.bundle_publication.v0")
                .put("bundle_id", identity.bundleId())
                .put("bundle_version", identity.bundleVersion())
                .put(
                        "eval_report_ref",
                        evidence.require(ArtifactName.EVAL_REPORT).ref());
        publication.set("dataset_manifest_refs", Json.tree(plan.manifestRefs()));
        publication.set("compatibility", compatibility(plan.featureDefinitionSet(), requiredCapabilities));
        publication
                .putObject("provenance")
                .put("mf_code_release_id", plan.text("mf_code_release_id"))
                .put("config_revision", plan.text("config_revision"))
                .put("run_config_digest", plan.text("run_config_digest"));
        return publication;
    }

    private static ObjectNode compatibility(FeatureDefinitionSet features, List<String> requiredCapabilities) {
        ObjectNode compatibility = Json.objectTree(features).put("input_contract_version", INPUT_CONTRACT_VERSION);
        requiredCapabilities.forEach(compatibility.putArray("required_capabilities")::add);
        return compatibility;
    }
}
