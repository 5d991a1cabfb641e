package io.modelfactory.worker.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.AuthorisationPolicy;
import io.modelfactory.worker.config.OwnershipBoundaries;
import io.modelfactory.worker.config.RequestKeyPolicy;
import io.modelfactory.worker.release.WorkerRelease;
import java.util.List;
import java.util.Optional;

/** Valid requests to start from, and rules to hold them against. */
public final class RequestFixture {
    public static final String RUN = "platform_20260210T141900Z";
    public static final OwnershipBoundaries BOUNDARIES =
            new OwnershipBoundaries(List.of("mf"), List.of("eval_report", "bundle_publication"), List.of());

    /** The release that the valid requests ask for, which is the one that the tests run in. */
    public static final String RELEASE = WorkerRelease.current().id();

    static final ReleaseRule RELEASES = new ReleaseRule(RELEASE, List.of());

    private RequestFixture() {}

    /** Rules that allow everything. */
    public static AdmissionRules openRules(String runConfigDigest) {
        return new AdmissionRules(
                Optional.empty(),
                runConfigDigest,
                false,
                BOUNDARIES,
                RequestKeyPolicy.unsigned(),
                AuthorisationPolicy.openToAll(),
                RELEASES);
    }

    static ObjectNode trainBuildMessage() {
        ObjectNode message = envelope("train_build");
        message.set("train_build", trainBuild());
        return message;
    }

    static ObjectNode publishRetryMessage() {
        ObjectNode message = envelope("publish_retry");
        message.putObject("publish_retry")
                .put("run_key", "tr_" + "0".repeat(32))
                .put("reason", "registry was down");
        return message;
    }

    static ObjectNode publishOverrideMessage() {
        ObjectNode message = envelope("publish_override");
        message.putObject("publish_override")
                .put("run_key", "tr_" + "0".repeat(32))
                .put("reason", "the committee saw the card");
        return message;
    }

    private static ObjectNode envelope(String command) {
        return Json.object()
                .put("schema_version", JobEnvelope.SCHEMA_VERSION)
                .put("request_id", "mf.train.req.0001")
                .put("command", command)
                .put("platform_run_id", RUN)
                .put("submitted_at_utc", "2026-02-10T14:19:00Z")
                .put("requester_principal", "SYSTEM::run_operate");
    }

    public static ObjectNode trainBuild() {
        ObjectNode request = Json.object()
                .put("schema_version", TrainBuildRequest.SCHEMA_VERSION)
                .put("request_id", "mf.train.req.0001")
                .put("intent_kind", "baseline_train")
                .put("platform_run_id", RUN)
                .put("training_config_ref", "config/mf/training_profile_v0.yaml")
                .put("governance_profile_ref", "config/mf/governance_profile_v0.yaml")
                .put("requester_principal", "SYSTEM::run_operate")
                .put("policy_revision", "mf-policy-v0")
                .put("config_revision", "local-parity-v0")
                .put("mf_code_release_id", RELEASE)
                .put("publish_allowed", true);
        request.putArray("dataset_manifest_refs").add("platform_20260210T141900Z/ofs/manifests/dm_001.json");
        request.putObject("target_scope")
                .put("environment", "local_parity")
                .put("mode", "fraud")
                .put("bundle_slot", "primary");
        return request;
    }
}
