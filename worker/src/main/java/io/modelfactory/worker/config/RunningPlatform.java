package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.release.LiveProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The platform that {@code deploy/mf up} keeps running in the background, as its state file describes it.
 *
 * @param profile by which commands reach it
 * @param pid of the process that runs it
 */
public record RunningPlatform(Path profile, long pid) {
    static final String PROFILE = "profile";
    static final String PID = "pid";

    /** Where {@code up} describes what it runs: {@code $XDG_STATE_HOME}, or {@code ~/.local/state}, of this user. */
    public static Path stateFile(Map<String, String> environment) {
        return UserFolders.of(environment).state().resolve("up.json");
    }

    /**
     * Empty if nothing runs; a file that outlived its process says nothing.
     *
     * @throws ConfigurationException if the file of a running platform cannot be read
     */
    public static Optional<RunningPlatform> find(Map<String, String> environment) {
        Path file = stateFile(environment);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode state = Json.parse(Files.readAllBytes(file));
            Instant written = Files.getLastModifiedTime(file).toInstant();
            RunningPlatform platform = new RunningPlatform(
                    Path.of(state.path(PROFILE).asText()), state.path(PID).asLong());
            return Optional.of(platform).filter(found -> LiveProcess.isAliveSince(found.pid(), written));
        } catch (IOException e) {
            throw new ConfigurationException(
                    file.toString(), List.of("is no description of a running platform; `deploy/mf up` writes another"));
        }
    }
}
