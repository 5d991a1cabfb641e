package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.audit.HumanPrincipals;
import io.modelfactory.worker.ledger.lease.ClaimLimits;
import io.modelfactory.worker.ledger.run.WorkerIdentity;

/**
 * What the ledger is given at the start of a worker.
 *
 * @param runEventsTopic where run events and invocation receipts go
 * @param registryEventsTopic where lifecycle events go
 * @param controlTopic where governance facts go
 * @param maxFullRunAttempts how often a run may be claimed in one state before it fails
 * @param maxPublishRetryAttempts how many publish-only retries a run may be granted
 * @param claimLimits how many runs may be at work at the same time
 * @param profilePolicy which requesters may use which profiles
 * @param humans which requesters are people
 */
public record LedgerSettings(
        WorkerIdentity worker,
        String runEventsTopic,
        String registryEventsTopic,
        String controlTopic,
        int maxFullRunAttempts,
        int maxPublishRetryAttempts,
        ClaimLimits claimLimits,
        ProfilePolicy profilePolicy,
        HumanPrincipals humans) {

    public LedgerSettings {
        if (maxPublishRetryAttempts < 0) {
            throw new IllegalArgumentException("maxPublishRetryAttempts must not be negative");
        }
    }

    AttemptLimit attemptLimit() {
        return new AttemptLimit(maxFullRunAttempts);
    }

    /** Without limits to the runs at work or to the profiles. */
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
                ClaimLimits.UNLIMITED,
                ProfilePolicy.allowingAll(),
                HumanPrincipals.DEFAULT);
    }
}
