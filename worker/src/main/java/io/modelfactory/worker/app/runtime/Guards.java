package io.modelfactory.worker.app.runtime;

import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Policy;
import io.modelfactory.worker.request.AdmissionRules;

/** The guards in front of the ledger that a configuration asks for: the worker's, and those of whoever asks beforehand. */
public final class Guards {
    private Guards() {}

    public static AdmissionRules of(Configuration configuration) {
        Policy policy = configuration.profile().policy();
        return new AdmissionRules(
                policy.requiredPlatformRunId(), configuration.runConfigDigest(), policy.requireRunConfigDigest());
    }
}
