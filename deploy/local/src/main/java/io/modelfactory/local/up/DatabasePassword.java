package io.modelfactory.local.up;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;

/** The password of the platform's database: 192 random bits, in a file that only its owner may read. */
final class DatabasePassword {
    private static final int BYTES = 24;

    private DatabasePassword() {}

    /** Writes a new one, unless there is one: the database keeps the password that it was made with. */
    static void createIn(Path file) {
        if (Files.isRegularFile(file)) {
            return;
        }
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        try {
            // Created with the permissions 0600.
            Path next = Files.createTempFile(file.toAbsolutePath().getParent(), ".password", "");
            Files.writeString(next, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the database's password to " + file, e);
        }
    }
}
