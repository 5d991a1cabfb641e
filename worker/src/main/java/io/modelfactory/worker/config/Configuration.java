package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.Json;
import java.nio.file.Path;
import java.util.Map;

/** A profile with the policies it pins: everything that a worker is told from outside. */
public record Configuration(
        Profile profile,
        LauncherPolicy launcherPolicy,
        OwnershipBoundaries ownershipBoundaries,
        String runConfigDigest) {

    /**
     * Reads and checks a profile and its policies. Policy references are looked up in the working directory first, then
     * beside the profile.
     *
     * @throws ConfigurationException if the profile or a policy cannot be used
     * @throws io.modelfactory.worker.failure.FailureException {@code OWNERSHIP_BOUNDARY_VIOLATION}
     */
    public static Configuration load(Path profileFile, Map<String, String> environment, JsonSchemas schemas) {
        return load(profileFile, environment, schemas, Path.of("").toAbsolutePath());
    }

    static Configuration load(
            Path profileFile, Map<String, String> environment, JsonSchemas schemas, Path workingDirectory) {
        Profile profile = Profile.load(profileFile, environment);
        Policy policy = profile.policy();
        LauncherPolicy launcherPolicy =
                LauncherPolicy.of(PolicyFile.read(policy.launcherPolicyRef(), workingDirectory, profileFile), schemas);
        OwnershipBoundaries boundaries = OwnershipBoundaries.of(
                PolicyFile.read(policy.ownershipBoundariesRef(), workingDirectory, profileFile), schemas);
        return new Configuration(profile, launcherPolicy, boundaries, RunConfigDigest.of(profile, launcherPolicy));
    }

    /** What the run-config digest is taken over. */
    public ObjectNode runConfigParts() {
        return RunConfigDigest.parts(profile, launcherPolicy);
    }

    /** The configuration in effect, for people to look at: defaults and environment filled in, secrets masked. */
    public ObjectNode redacted() {
        ObjectNode view =
                Json.object().put("profile_id", profile.profileId()).put("run_config_digest", runConfigDigest);
        view.put("profile_digest", profile.policy().digest());
        view.set("policy", Json.tree(profile.policy()));
        view.set("wiring", Json.tree(profile.wiring()));
        view.set("launcher_policy", Json.tree(launcherPolicy));
        view.set("ownership_boundaries", Json.tree(ownershipBoundaries));
        return view;
    }
}
