package io.modelfactory.worker.ledger.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.util.Optional;

/**
 * The worker, as receipts and events name it.
 *
 * @param runConfigDigest SHA-256 hex of the configuration the worker runs under
 * @param workerId names this process in leases and events
 * @param signingKeyId the key by which it signs bundles; empty if it signs none
 * @param environment what it runs in: the members of its release, its Java, its libraries and its platform
 */
public record WorkerIdentity(
        String streamId,
        String serviceReleaseId,
        String launcherPolicyId,
        String launcherPolicyRevision,
        String runConfigDigest,
        String workerId,
        Optional<String> signingKeyId,
        JsonNode environment) {

    /** A worker that signs nothing and of whose environment nothing is known. */
    public WorkerIdentity(
            String streamId,
            String serviceReleaseId,
            String launcherPolicyId,
            String launcherPolicyRevision,
            String runConfigDigest,
            String workerId) {
        this(
                streamId,
                serviceReleaseId,
                launcherPolicyId,
                launcherPolicyRevision,
                runConfigDigest,
                workerId,
                Optional.empty(),
                Json.object());
    }

    /** How the worker is recorded with the work that it does. */
    public ObjectNode description() {
        ObjectNode description = Json.object()
                .put("worker_id", workerId)
                .put("release_id", serviceReleaseId)
                .put("run_config_digest", runConfigDigest);
        signingKeyId.ifPresent(key -> description.put("signing_key_id", key));
        environment.properties().forEach(member -> description.set(member.getKey(), member.getValue()));
        return description;
    }
}
