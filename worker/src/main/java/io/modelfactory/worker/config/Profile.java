package io.modelfactory.worker.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.release.WorkerRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How one worker is set up: {@code config/profiles/<name>.yaml} with the environment filled in. */
public record Profile(String profileId, RunPolicy policy, Wiring wiring) {

    /**
     * @param environment the variables that {@code ${NAME}} and {@code ${NAME:-default}} in the file refer to
     * @throws ConfigurationException with every problem of the file
     */
    public static Profile load(Path file, Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        Profile profile = read(file, environment, problems);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(file.toString(), problems);
        }
        return profile;
    }

    /** As {@link #load}, but problems are collected and replaced by defaults, so that reading can go on. */
    static Profile read(Path file, Map<String, String> environment, List<String> problems) {
        JsonNode filled = new EnvironmentSubstitution(environment).fill(parse(file), "", problems);
        return new ProfileSection("", filled, problems).read(Profile::read);
    }

    private static Profile read(ProfileSection root) {
        return new Profile(
                root.text("profile_id"),
                root.section("policy", policy -> RunPolicy.read(policy, WorkerRelease.withoutDigest())),
                root.section("wiring", WiringReader::read));
    }

    private static JsonNode parse(Path file) {
        try {
            JsonNode document = Yaml.parse(Files.readAllBytes(file));
            if (!document.isObject()) {
                throw new ConfigurationException(file.toString(), List.of("must be a mapping of keys to values"));
            }
            return document;
        } catch (JsonProcessingException e) {
            throw new ConfigurationException(file.toString(), List.of(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new ConfigurationException(file.toString(), List.of("cannot be read"));
        }
    }
}
