package io.modelfactory.worker.ledger.run;

/**
 * The worker, as receipts and events name it.
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
