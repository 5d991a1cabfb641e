package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The project's own configuration folder, and profiles made from its local one. */
final class ProfileFixture {
    static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    static final Path LOCAL = PROJECT.resolve("config/profiles/local.yaml");

    private ProfileFixture() {}

    /** The local profile as it was written, to be changed and {@link #load}ed. */
    static ObjectNode local() {
        try {
            return (ObjectNode) Yaml.parse(Files.readAllBytes(LOCAL));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Profile load(JsonNode document, Path folder) {
        return load(CanonicalJson.text(document), Map.of(), folder);
    }

    static Profile load(String yaml, Map<String, String> environment, Path folder) {
        try {
            return Profile.load(Files.writeString(folder.resolve("profile.yaml"), yaml), environment);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
