package io.modelfactory.worker.config;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads a profile and all that it refers to and reports every problem at once. {@link Configuration#load} ends at the
 * first file that cannot be used; a person who fixes a configuration wants to see them all.
 */
public final class ConfigurationCheck {
    private final Path profileFile;
    private final Path workingDirectory;
    private final JsonSchemas schemas;
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    private ConfigurationCheck(Path profileFile, Path workingDirectory, JsonSchemas schemas) {
        this.profileFile = profileFile;
        this.workingDirectory = workingDirectory;
        this.schemas = schemas;
    }

    /**
     * Something that is wrong.
     *
     * @param source the file, as it was named
     * @param problem as {@code path.to.key: what is wrong and how to put it right}
     */
    public record ConfigurationProblem(String source, String problem) {}

    /** What is wrong; empty if a worker under it would take requests. */
    public static List<ConfigurationProblem> of(
            Path profileFile, Map<String, String> environment, JsonSchemas schemas) {
        return of(profileFile, environment, schemas, Path.of("").toAbsolutePath());
    }

    static List<ConfigurationProblem> of(
            Path profileFile, Map<String, String> environment, JsonSchemas schemas, Path workingDirectory) {
        ConfigurationCheck check = new ConfigurationCheck(profileFile, workingDirectory, schemas);
        check.collectProblems(profileFile.toString(), () -> check.profile(environment));
        return check.problems;
    }

    private void profile(Map<String, String> environment) {
        List<String> wrong = new ArrayList<>();
        Profile profile = Profile.read(profileFile, environment, wrong);
        wrong.forEach(problem -> problems.add(new ConfigurationProblem(profileFile.toString(), problem)));
        policy(
                profile.policy().launcherPolicyRef(),
                file -> LauncherPolicy.of(file, schemas, profile.profileId())
                        .requestKeys()
                        .requireKeys(file.ref()));
        policy(profile.policy().ownershipBoundariesRef(), this::boundaries);
        profile.policy().triggerPolicyRef().ifPresent(ref -> policy(ref, file -> TriggerPolicy.of(file, schemas)));
    }

    /** A worker outside its boundaries starts and refuses every request: no usable configuration. */
    private void boundaries(PolicyFile file) {
        OwnershipBoundaries.of(file, schemas)
                .violations()
                .forEach(violation -> problems.add(new ConfigurationProblem(
                        file.ref(), FailureCode.OWNERSHIP_BOUNDARY_VIOLATION + ": " + violation)));
    }

    private void policy(String ref, Consumer<PolicyFile> reader) {
        if (!ref.equals(ProfileSection.PLACEHOLDER)) {
            collectProblems(ref, () -> reader.accept(PolicyFile.read(ref, workingDirectory, profileFile)));
        }
    }

    private void collectProblems(String source, Runnable reading) {
        try {
            reading.run();
        } catch (ConfigurationException e) {
            e.problems().forEach(problem -> problems.add(new ConfigurationProblem(source, problem)));
        } catch (FailureException e) {
            problems.add(new ConfigurationProblem(source, e.code() + ": " + e.getMessage()));
        }
    }
}
