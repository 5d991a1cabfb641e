package io.modelfactory.worker.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A reference to immutable bytes.
 *
 * @param ref the key relative to the store's root; it does not say where the store is
 * @param sha256 64 lower-case hex digits
 * @param bytes size in bytes
 */
public record ArtifactRef(String ref, String sha256, long bytes) {
    private static final Pattern SHA256_HEX = Pattern.compile("[0-9a-f]{64}");

    public ArtifactRef {
        if (ref.isBlank()) {
            throw new IllegalArgumentException("an artifact reference needs a key");
        }
        if (!SHA256_HEX.matcher(sha256).matches()) {
            throw new IllegalArgumentException("not a SHA-256 in hex: " + sha256);
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("negative size: " + bytes);
        }
    }

    /** The last segment of the key. */
    public String fileName() {
        return ref.substring(ref.lastIndexOf('/') + 1);
    }

    public static ArtifactRef of(String key, byte[] content) {
        return new ArtifactRef(key, Sha256.hex(content), content.length);
    }

    /** Describes a file's bytes as they are now. */
    public static ArtifactRef of(String key, Path content) throws IOException {
        return new ArtifactRef(key, Sha256.hex(content), Files.size(content));
    }
}
