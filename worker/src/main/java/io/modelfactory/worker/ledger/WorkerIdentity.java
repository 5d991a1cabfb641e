package io.modelfactory.worker.ledger;

/**
 * Who answers: what receipts and events say about the worker.
 *
 * @param runConfigDigest SHA-256 hex of the configuration the worker runs under
 * @param workerId names this process in leases and events
 */
public record WorkerIdentity(
        String streamId,
        String serviceReleaseId,
        String launcherPolicyId,
        String launcherPolicyRevision,
        String runConfigDigest,
        String workerId) {}
