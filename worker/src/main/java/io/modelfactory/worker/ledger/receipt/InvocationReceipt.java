package io.modelfactory.worker.ledger.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.WorkerIdentity;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to one request ({@code learning.mf_job_invocation_receipt.v0}).
 *
 * @param startedAtUtc when the request was received
 * @param refs keys of what the run has written, by artifact name
 */
public record InvocationReceipt(
        String schemaVersion,
        String requestId,
        String command,
        String platformRunId,
        ReceiptStatus status,
        Instant startedAtUtc,
        Instant completedAtUtc,
        String runConfigDigest,
        WorkerInfo worker,
        Map<String, String> refs,
        ObjectNode details,
        Optional<String> runKey,
        Optional<ReceiptError> error) {

    public static final String SCHEMA_VERSION = "learning.mf_job_invocation_receipt.v0";

    public record WorkerInfo(
            String streamId, String serviceReleaseId, String launcherPolicyId, String launcherPolicyRevision) {
        public static WorkerInfo of(WorkerIdentity worker) {
            return new WorkerInfo(
                    worker.streamId(),
                    worker.serviceReleaseId(),
                    worker.launcherPolicyId(),
                    worker.launcherPolicyRevision());
        }
    }

    public record ReceiptError(FailureCode code, String message) {}

    public JsonNode toJson() {
        return Json.tree(this);
    }
}
