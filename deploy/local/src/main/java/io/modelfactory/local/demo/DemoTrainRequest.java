package io.modelfactory.local.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A TrainBuildRequest v0 that asks for a published bundle.
 *
 * @param release that the worker says it is
 */
record DemoTrainRequest(
        String requestId,
        String platformRunId,
        String manifestRef,
        String trainingConfigRef,
        String governanceProfileRef,
        String requester,
        String mode,
        String release) {

    DemoTrainRequest requestedBy(String otherRequester, String otherRequestId) {
        return new DemoTrainRequest(
                otherRequestId,
                platformRunId,
                manifestRef,
                trainingConfigRef,
                governanceProfileRef,
                otherRequester,
                mode,
                release);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("schema_version", "learning.mf_train_build_request.v0")
                .put("request_id", requestId)
                .put("intent_kind", "baseline_train")
                .put("platform_run_id", platformRunId);
        json.putArray("dataset_manifest_refs").add(manifestRef);
        json.put("training_config_ref", trainingConfigRef)
                .put("governance_profile_ref", governanceProfileRef)
                .put("requester_principal", requester);
        json.putObject("target_scope")
                .put("environment", "local")
                .put("mode", mode)
                .put("bundle_slot", "primary");
        json.put("policy_revision", "local-v0")
                .put("config_revision", "local-v0")
                .put("mf_code_release_id", release)
                .put("publish_allowed", true);
        return json;
    }
}
