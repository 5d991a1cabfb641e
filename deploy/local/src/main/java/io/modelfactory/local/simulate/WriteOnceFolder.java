package io.modelfactory.local.simulate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A folder used as an object store: each key is written once; the same bytes again are fine, other bytes are refused.
 */
final class WriteOnceFolder {
    private final Path root;

    WriteOnceFolder(Path root) {
        this.root = root;
    }

    /** Writes the bytes in full before they can be seen under the key. */
    void put(String key, byte[] content) throws IOException {
        Path draft = draft(key);
        Files.write(draft, content);
        publish(draft, key);
    }

    /** A path beside the key's place, to write a file to before it is published. */
    Path draft(String key) throws IOException {
        Path place = root.resolve(key);
        Files.createDirectories(place.getParent());
        return place.resolveSibling("." + place.getFileName() + ".draft");
    }

    /** Gives a finished draft its key. */
    void publish(Path draft, String key) throws IOException {
        Path place = root.resolve(key);
        if (!Files.exists(place)) {
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
        } else if (Files.mismatch(draft, place) == -1) {
            Files.delete(draft);
        } else {
            Files.delete(draft);
            throw new FileAlreadyExistsException(
                    place.toString(), null, "holds other bytes already; choose another dataset id or platform run");
        }
    }

    byte[] read(String key) throws IOException {
        return Files.readAllBytes(root.resolve(key));
    }

    long bytes(String key) throws IOException {
        return Files.size(root.resolve(key));
    }

    String sha256(String key) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(root.resolve(key)), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
