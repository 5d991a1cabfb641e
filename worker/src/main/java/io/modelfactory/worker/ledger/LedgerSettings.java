package io.modelfactory.worker.ledger;

/**
 * @param runEventsTopic where run events and invocation receipts go
 * @param registryEventsTopic where lifecycle events go
 * @param controlTopic where governance facts go
 * @param maxFullRunAttempts how often a run may be claimed in one state before it is given up
 * @param maxPublishRetryAttempts how many publish-only retries a run may be granted
 * @param claimLimits how claims share the workers out
 */
public record LedgerSettings(
        WorkerIdentity worker,
        String runEventsTopic,
        String registryEventsTopic,
        String controlTopic,
        int maxFullRunAttempts,
        int maxPublishRetryAttempts,
        ClaimLimits claimLimits) {

    public LedgerSettings {
        if (maxFullRunAttempts < 1) {
            throw new IllegalArgumentException("maxFullRunAttempts must be at least 1");
        }
        if (maxPublishRetryAttempts < 0) {
            throw new IllegalArgumentException("maxPublishRetryAttempts must not be negative");
        }
    }

    /** Runs are claimed as they come, without limits. */
    public LedgerSettings(
            WorkerIdentity worker,
            String runEventsTopic,
            String registryEventsTopic,
            String controlTopic,
            int maxFullRunAttempts,
            int maxPublishRetryAttempts) {
        this(
                worker,
                runEventsTopic,
                registryEventsTopic,
                controlTopic,
                maxFullRunAttempts,
                maxPublishRetryAttempts,
                ClaimLimits.UNLIMITED);
    }
}
