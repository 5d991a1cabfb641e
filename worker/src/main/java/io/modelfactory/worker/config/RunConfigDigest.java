package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import java.util.Optional;

/**
 * The digest by which a request says under which configuration it wants to be run, and a receipt under which it was.
 */
final class RunConfigDigest {
    private RunConfigDigest() {}

    /**
     * SHA-256 over everything that decides about runs; nothing of the wiring, no secret, no address. A worker without a
     * trigger has the digest it would have if there were no such thing.
     */
    static String of(Profile profile, LauncherPolicy launcher, Optional<TriggerPolicy> trigger) {
        return CanonicalJson.sha256(parts(profile, launcher, trigger));
    }

    /** What is digested. */
    static ObjectNode parts(Profile profile, LauncherPolicy launcher, Optional<TriggerPolicy> trigger) {
        RunPolicy policy = profile.policy();
        ObjectNode parts = Json.object()
                .put("profile_id", profile.profileId())
                .put("profile_digest", policy.digest())
                .put("launcher_policy_id", launcher.policyId())
                .put("launcher_policy_revision", launcher.revision())
                .put("launcher_policy_digest", launcher.sha256())
                .put("stream_id", policy.streamId())
                .put("required_platform_run_id", policy.requiredPlatformRunId().orElse(""))
                .put("service_release_id", policy.serviceReleaseId());
        trigger.ifPresent(pinned -> parts.put("trigger_policy_id", pinned.policyId())
                .put("trigger_policy_revision", pinned.revision())
                .put("trigger_policy_digest", pinned.sha256()));
        return parts;
    }
}
