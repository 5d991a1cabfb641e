package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A profile with the policies it pins: all configuration of a worker. */
public record Configuration(
        Profile profile,
        LauncherPolicy launcherPolicy,
        OwnershipBoundaries ownershipBoundaries,
        Optional<TriggerPolicy> triggerPolicy,
        String runConfigDigest) {

    /**
     * Reads and checks a profile and its policies. Policy references are looked up in the working directory first, then
     * beside the profile, then in the installation. Violated ownership boundaries are part of the answer:
     * {@link OwnershipBoundaries#violations}.
     *
     * @throws ConfigurationException if the profile or a policy cannot be used
     */
    public static Configuration load(Path profileFile, Map<String, String> environment, JsonSchemas schemas) {
        return load(profileFile, environment, schemas, Path.of("").toAbsolutePath());
    }

    static Configuration load(
            Path profileFile, Map<String, String> environment, JsonSchemas schemas, Path workingDirectory) {
        Profile profile = Profile.load(profileFile, environment);
        RunPolicy policy = profile.policy();
        Function<String, PolicyFile> files = ref -> PolicyFile.read(ref, workingDirectory, profileFile);
        LauncherPolicy launcherPolicy =
                LauncherPolicy.of(files.apply(policy.launcherPolicyRef()), schemas, profile.profileId());
        OwnershipBoundaries boundaries = OwnershipBoundaries.of(files.apply(policy.ownershipBoundariesRef()), schemas);
        Optional<TriggerPolicy> trigger =
                policy.triggerPolicyRef().map(files).map(file -> TriggerPolicy.of(file, schemas));
        return new Configuration(
                profile, launcherPolicy, boundaries, trigger, RunConfigDigest.of(profile, launcherPolicy, trigger));
    }

    /**
     * Refuses a configuration under which a worker would run and could do nothing. Other commands need not care.
     *
     * @throws ConfigurationException if no request could ever be admitted
     */
    public void requireUsableByWorkers() {
        launcherPolicy.requestKeys().requireKeys(profile.policy().launcherPolicyRef());
    }

    /** Why a worker that runs under this takes fewer requests than an operator may expect, for its log. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        ownershipBoundaries
                .violations()
                .forEach(violation -> warnings.add("every request is refused, outside the ownership boundaries, %s: %s"
                        .formatted(profile.policy().ownershipBoundariesRef(), violation)));
        if (launcherPolicy.authorisation().deniesAll()) {
            warnings.add(
                    "every request is refused, %s: authorisation.grants is missing or empty; list who may ask for what"
                            .formatted(profile.policy().launcherPolicyRef()));
        }
        if (launcherPolicy.requestKeys().deniesAll()) {
            warnings.add(
                    ("every request is refused, %s: require_signed_requests is true, and request_keys has no key that"
                                    + " is in use; list the public keys of those who may ask")
                            .formatted(profile.policy().launcherPolicyRef()));
        }
        launcherPolicy
                .authorisation()
                .grantsWithoutProfiles()
                .forEach(index -> warnings.add(
                        ("every train_build and publish_retry under authorisation.grants[%d] is refused, %s: it names no"
                                        + " training_profiles or no governance_profiles; list which it may use")
                                .formatted(index, profile.policy().launcherPolicyRef())));
        return warnings;
    }

    /** What the run-config digest is taken over. */
    public ObjectNode runConfigParts() {
        return RunConfigDigest.parts(profile, launcherPolicy, triggerPolicy);
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
        triggerPolicy.ifPresent(trigger -> view.set("trigger_policy", Json.tree(trigger)));
        return view;
    }
}
