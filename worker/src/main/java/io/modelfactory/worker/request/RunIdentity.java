package io.modelfactory.worker.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;

/**
 * The deterministic identity of a run. Two requests that ask for the same work, whichever principal asks and whether or
 * not they may publish, have the same identity and converge on one run. The recipes are fixed in the platform's
 * contracts.
 *
 * @param trainRunKey SHA-256 hex over everything that decides what is built
 * @param runKey {@code tr_} and 32 hex digits; names the run in the ledger, in object keys and in publish retries
 */
public record RunIdentity(String trainRunKey, String runKey) {

    public static RunIdentity of(TrainBuildRequest request) {
        String trainRunKey = CanonicalJson.sha256(envelope(request));
        ObjectNode payload = Json.object().put("train_run_key", trainRunKey);
        return new RunIdentity(
                trainRunKey, "tr_" + recipe("mf.train_run_id.v1", payload).substring(0, 32));
    }

    /** {@code er_} and the first 16 hex digits of SHA-256 over the run key. */
    public String evalReportId() {
        return "er_" + Sha256.hex(runKey).substring(0, 16);
    }

    /**
     * Shows whether a repeated request id carries the same payload: SHA-256 of the recipe envelope around the canonical
     * text of the normalized request without its request id.
     */
    public static String payloadHash(TrainBuildRequest request) {
        ObjectNode document = request.toJson();
        document.remove("request_id");
        return payloadHash(document);
    }

    /** The same recipe over any other document: a publish retry, or a request that was refused. */
    public static String payloadHash(JsonNode document) {
        ObjectNode envelope =
                Json.object().put("payload", CanonicalJson.text(document)).put("recipe", "mf.request_payload.v1");
        return CanonicalJson.sha256(envelope);
    }

    /** The document whose canonical form is hashed into the train run key. */
    static ObjectNode envelope(TrainBuildRequest request) {
        ObjectNode payload = Json.object()
                .put("intent_kind", request.intentKind().wireName())
                .put("platform_run_id", request.platformRunId())
                .put("training_config_ref", request.trainingConfigRef())
                .put("governance_profile_ref", request.governanceProfileRef())
                .put("policy_revision", request.policyRevision())
                .put("config_revision", request.configRevision())
                .put("mf_code_release_id", request.mfCodeReleaseId());
        ArrayNode refs = payload.putArray("dataset_manifest_refs");
        request.datasetManifestRefs().stream()
                .distinct()
                .sorted(CanonicalJson.CODE_POINT_ORDER)
                .forEach(refs::add);
        payload.set("target_scope", request.targetScope().toJson());
        ObjectNode envelope = Json.object().put("recipe", "mf.train_run_key.v1");
        envelope.set("payload", payload);
        return envelope;
    }

    private static String recipe(String name, ObjectNode payload) {
        ObjectNode envelope = Json.object().put("recipe", name);
        envelope.set("payload", payload);
        return CanonicalJson.sha256(envelope);
    }
}
