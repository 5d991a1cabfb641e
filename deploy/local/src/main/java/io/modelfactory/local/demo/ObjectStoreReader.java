package io.modelfactory.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The object store's folder, read by key, as any component of the platform reads it. */
final class ObjectStoreReader {
    private final Path root;
    private final JsonMapper json = new JsonMapper();

    ObjectStoreReader(Path root) {
        this.root = root;
    }

    Path path(String key) {
        return root.resolve(key);
    }

    boolean exists(String key) {
        return Files.isRegularFile(path(key));
    }

    /** Empty if there is no such object. */
    Optional<JsonNode> find(String key) {
        if (!exists(key)) {
            return Optional.empty();
        }
        try {
            return Optional.of(json.readTree(path(key).toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(path(key) + " is not readable JSON", e);
        }
    }

    String sha256(String key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(path(key))));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path(key), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
