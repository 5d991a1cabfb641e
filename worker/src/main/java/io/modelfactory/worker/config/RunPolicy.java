package io.modelfactory.worker.config;

import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.release.WorkerRelease;
import java.util.Optional;

/**
 * The part of a profile that decides about runs. It is digested, and the digest travels with every receipt.
 *
 * @param streamId the stream of work this worker belongs to
 * @param serviceReleaseId the release that runs: the profile's, or else the one of these classes
 * @param launcherPolicyRef file of the {@link LauncherPolicy}
 * @param ownershipBoundariesRef file of the {@link OwnershipBoundaries}
 * @param triggerPolicyRef file of the {@link TriggerPolicy}, if announced datasets are to be trained on
 * @param requiredPlatformRunId the active run, if requests of others are to be refused
 * @param requireRunConfigDigest whether a request that names no run-config digest is refused
 */
public record RunPolicy(
        String streamId,
        String serviceReleaseId,
        String launcherPolicyRef,
        String ownershipBoundariesRef,
        Optional<String> triggerPolicyRef,
        Optional<String> requiredPlatformRunId,
        boolean requireRunConfigDigest) {

    static RunPolicy read(ProfileSection policy, WorkerRelease own) {
        return new RunPolicy(
                policy.text("stream_id"),
                policy.optionalText("service_release_id").orElseGet(own::id),
                policy.text("launcher_policy_ref"),
                policy.text("ownership_boundaries_ref"),
                policy.optionalText("trigger_policy_ref"),
                policy.optionalText("required_platform_run_id"),
                policy.flag("require_run_config_digest", false));
    }

    /** SHA-256 of the values in effect, defaults and environment included, as canonical JSON. */
    public String digest() {
        return CanonicalJson.sha256(Json.tree(this));
    }
}
