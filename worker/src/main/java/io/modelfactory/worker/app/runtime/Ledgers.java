package io.modelfactory.worker.app.runtime;

import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.LauncherPolicy;
import io.modelfactory.worker.config.Policy;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.config.WorkSharing;
import io.modelfactory.worker.ledger.ClaimRules;
import io.modelfactory.worker.ledger.LedgerSettings;
import io.modelfactory.worker.ledger.WorkerIdentity;

/** The settings of the ledger under a configuration. */
final class Ledgers {
    private Ledgers() {}

    /** @param workerId names the process in leases and events */
    static LedgerSettings settings(Configuration configuration, String workerId) {
        Policy policy = configuration.profile().policy();
        LauncherPolicy launcher = configuration.launcherPolicy();
        Wiring.Topics topics = configuration.profile().wiring().kafka().topics();
        WorkerIdentity identity = new WorkerIdentity(
                policy.streamId(),
                policy.serviceReleaseId(),
                launcher.policyId(),
                launcher.revision(),
                configuration.runConfigDigest(),
                workerId);
        return new LedgerSettings(
                identity,
                topics.runEvents(),
                topics.registryEvents(),
                launcher.maxFullRunAttempts(),
                launcher.maxPublishRetryAttempts(),
                claims(launcher.sharing()));
    }

    private static ClaimRules claims(WorkSharing sharing) {
        return new ClaimRules(
                sharing.maxConcurrentRunsPerScope().orElse(ClaimRules.NO_LIMIT),
                sharing.maxConcurrentRunsPerPlatformRun().orElse(ClaimRules.NO_LIMIT),
                sharing.publishOnlyPriority());
    }
}
