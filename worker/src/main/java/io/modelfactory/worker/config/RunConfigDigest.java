package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;

/** The digest by which a request says under which configuration it wants to be run, and a receipt under which it was. */
final class RunConfigDigest {
    private RunConfigDigest() {}

    /** SHA-256 over everything that decides about runs; nothing of the wiring, no secret, no address. */
    static String of(Profile profile, LauncherPolicy launcher) {
        return CanonicalJson.sha256(parts(profile, launcher));
    }

    /** What is digested. */
    static ObjectNode parts(Profile profile, LauncherPolicy launcher) {
        Policy policy = profile.policy();
        return Json.object()
                .put("profile_id", profile.profileId())
                .put("profile_digest", policy.digest())
                .put("launcher_policy_id", launcher.policyId())
                .put("launcher_policy_revision", launcher.revision())
                .put("launcher_policy_digest", launcher.sha256())
                .put("stream_id", policy.streamId())
                .put("required_platform_run_id", policy.requiredPlatformRunId().orElse(""))
                .put("service_release_id", policy.serviceReleaseId());
    }
}
