package io.modelfactory.worker.resolve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.request.ProfileDigests;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The provenance lock: everything a run is built from, by reference and digest. Two workers that resolve the same
 * request write the same bytes.
 *
 * @param executionStartedAt pinned when the run was first started; the only clock reading in any artifact
 * @param baseline the bundle to compare with, if the governance profile pins one
 */
public record ResolvedTrainPlan(
        TrainBuildRequest request,
        RunIdentity identity,
        Instant executionStartedAt,
        String runConfigDigest,
        List<ResolvedDataset> datasets,
        TrainingProfile trainingProfile,
        ProfilePin trainingProfilePin,
        GovernanceProfile governanceProfile,
        ProfilePin governanceProfilePin,
        Optional<ResolvedBaseline> baseline) {

    public static final String SCHEMA_VERSION = "learning.mf_resolved_train_plan.v0";

    public ResolvedTrainPlan {
        datasets = List.copyOf(datasets);
    }

    /** The same plan for another request of the same identity. */
    public ResolvedTrainPlan withRequest(TrainBuildRequest another) {
        return new ResolvedTrainPlan(
                another,
                identity,
                executionStartedAt,
                runConfigDigest,
                datasets,
                trainingProfile,
                trainingProfilePin,
                governanceProfile,
                governanceProfilePin,
                baseline);
    }

    public ProfileDigests profileDigests() {
        return new ProfileDigests(trainingProfilePin.sha256(), governanceProfilePin.sha256());
    }

    public ObjectNode toJson() {
        ObjectNode plan = Json.object()
                .put("schema_version", SCHEMA_VERSION)
                .put("run_key", identity.runKey())
                .put("train_run_key", identity.trainRunKey())
                .put("platform_run_id", request.platformRunId())
                .put("intent_kind", request.intentKind().wireName())
                .put("policy_revision", request.policyRevision())
                .put("config_revision", request.configRevision())
                .put("mf_code_release_id", request.mfCodeReleaseId())
                .put("run_config_digest", runConfigDigest)
                .put("execution_started_at_utc", executionStartedAt.toString());
        plan.set("target_scope", request.targetScope().toJson());
        plan.set("training_profile", Json.tree(trainingProfilePin));
        plan.set("governance_profile", Json.tree(governanceProfilePin));
        baseline.ifPresent(bundle -> plan.set("baseline_bundle", Json.tree(bundle)));
        ArrayNode list = plan.putArray("datasets");
        datasets.forEach(dataset -> list.add(dataset.toJson()));
        return plan;
    }
}
