package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.release.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the profile that a command runs under. The first of these decides: {@code --profile}; {@code MF_PROFILE}; the
 * user's {@code config.yaml}; a running {@code deploy/mf up}; the shipped {@code local}. A relative name is looked up
 * in the working directory, then in the installation.
 */
public final class ProfileLookup {
    private static final String VARIABLE = "MF_PROFILE";
    private static final String KEY = "profile";
    private static final String SHIPPED = "config/profiles/local.yaml";

    private final Map<String, String> environment;
    private final UserFolders folders;
    private final List<Path> searchPath;

    ProfileLookup(Map<String, String> environment, List<Path> searchPath) {
        this.environment = Map.copyOf(environment);
        this.folders = UserFolders.of(environment);
        this.searchPath = List.copyOf(searchPath);
    }

    public static ProfileLookup of(Map<String, String> environment) {
        return new ProfileLookup(environment, Installation.searchPath());
    }

    /**
     * The profile, and why it is this one.
     *
     * @param file as it was named if it is in the working directory, otherwise where it was found
     * @param reason what decided, for people
     */
    public record ChosenProfile(Path file, String reason) {}

    /**
     * @param named what {@code --profile} says
     * @throws ConfigurationException if what decides names no file
     */
    public ChosenProfile choose(Optional<Path> named) {
        if (named.isPresent()) {
            return chosen(named.get(), "--profile");
        }
        String variable = environment.getOrDefault(VARIABLE, "");
        if (!variable.isBlank()) {
            return chosen(Path.of(variable), VARIABLE);
        }
        return configured().or(this::running).orElseGet(this::shipped);
    }

    /** Where a user may name the profile of all commands: a YAML file with the key {@code profile}. */
    Path userConfig() {
        return folders.config().resolve("config.yaml");
    }

    private Optional<ChosenProfile> configured() {
        Path file = userConfig();
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Path named = namedIn(file);
        Path besideIt = file.resolveSibling(named);
        return Optional.of(chosen(Files.isRegularFile(besideIt) ? besideIt : named, file.toString()));
    }

    private Path namedIn(Path file) {
        try {
            JsonNode profile = Yaml.parse(Files.readAllBytes(file)).path(KEY);
            if (profile.isTextual() && !profile.textValue().isBlank()) {
                String name = profile.textValue();
                return name.startsWith("~/") ? folders.home().resolve(name.substring(2)) : Path.of(name);
            }
        } catch (IOException e) {
            throw new ConfigurationException(file.toString(), List.of("cannot be read as YAML"));
        }
        throw new ConfigurationException(file.toString(), List.of(KEY + ": must name the file of a profile"));
    }

    private Optional<ChosenProfile> running() {
        return RunningPlatform.find(environment)
                .map(platform -> chosen(
                        platform.profile(),
                        "the platform that `deploy/mf up` runs (process %d, %s)"
                                .formatted(platform.pid(), RunningPlatform.stateFile(environment))));
    }

    private ChosenProfile shipped() {
        return chosen(
                Path.of(SHIPPED),
                "the default: neither --profile nor %s nor %s names one, and no `deploy/mf up` is running"
                        .formatted(VARIABLE, userConfig()));
    }

    private ChosenProfile chosen(Path name, String reason) {
        if (Files.isRegularFile(name)) {
            return new ChosenProfile(name, reason);
        }
        return searchPath.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(file -> new ChosenProfile(file, reason))
                .orElseThrow(() -> new ConfigurationException(
                        name.toString(), List.of("there is no such file; it is named by " + reason)));
    }
}
