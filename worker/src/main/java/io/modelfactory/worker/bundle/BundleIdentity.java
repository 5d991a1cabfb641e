package io.modelfactory.worker.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import java.util.Collection;

/**
 * The content-addressed identity of a bundle.
 *
 * @param bundleId {@code bundle_} and 32 hex digits
 * @param bundleVersion {@code v0-} and 12 hex digits
 */
public record BundleIdentity(String bundleId, String bundleVersion) {

    /** Everything that makes one bundle differ from another, by digest; neither clock nor store is among it. */
    public record Content(
            String runKey,
            Collection<String> manifestDigests,
            String trainingProfileDigest,
            String governanceProfileDigest,
            String modelDigest,
            String evalReportDigest,
            String gateReceiptDigest) {}

    public static BundleIdentity of(Content content, String policyRevision, String configRevision) {
        ObjectNode payload = Json.object()
                .put("run_key", content.runKey())
                .put("training_profile_sha256", content.trainingProfileDigest())
                .put("governance_profile_sha256", content.governanceProfileDigest())
                .put("model_sha256", content.modelDigest())
                .put("eval_report_sha256", content.evalReportDigest())
                .put("gate_receipt_sha256", content.gateReceiptDigest());
        ArrayNode manifests = payload.putArray("manifest_sha256");
        content.manifestDigests().stream().sorted().distinct().forEach(manifests::add);
        ObjectNode envelope = Json.object().put("recipe", "mf.bundle_id.v1");
        envelope.set("payload", payload);
        String bundleId = "bundle_" + CanonicalJson.sha256(envelope).substring(0, 32);

        ObjectNode version = Json.object()
                .put("bundle_id", bundleId)
                .put("policy_revision", policyRevision)
                .put("config_revision", configRevision);
        return new BundleIdentity(
                bundleId, "v0-" + CanonicalJson.sha256(version).substring(0, 12));
    }

    /** {@code reg_evt_} and 24 hex digits: the id of the event that announces this bundle. */
    public String registryEventId() {
        ObjectNode payload = Json.object().put("bundle_id", bundleId).put("bundle_version", bundleVersion);
        return "reg_evt_" + CanonicalJson.sha256(payload).substring(0, 24);
    }
}
