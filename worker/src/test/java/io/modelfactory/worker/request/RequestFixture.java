package io.modelfactory.worker.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;

/** A valid TrainBuildRequest v0 to start from. */
public final class RequestFixture {
    private RequestFixture() {}

    public static ObjectNode trainBuild() {
        ObjectNode request = Json.object()
                .put("schema_version", TrainBuildRequest.SCHEMA_VERSION)
                .put("request_id", "mf.train.req.0001")
                .put("intent_kind", "baseline_train")
                .put("platform_run_id", "platform_20260210T141900Z")
                .put("training_config_ref", "config/mf/training_profile_v0.yaml")
                .put("governance_profile_ref", "config/mf/governance_profile_v0.yaml")
                .put("requester_principal", "SYSTEM::run_operate")
                .put("policy_revision", "mf-policy-v0")
                .put("config_revision", "local-parity-v0")
                .put("mf_code_release_id", "git:0123456")
                .put("publish_allowed", true);
        request.putArray("dataset_manifest_refs").add("platform_20260210T141900Z/ofs/manifests/dm_001.json");
        request.putObject("target_scope")
                .put("environment", "local_parity")
                .put("mode", "fraud")
                .put("bundle_slot", "primary");
        return request;
    }
}
