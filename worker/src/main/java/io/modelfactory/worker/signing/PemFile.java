package io.modelfactory.worker.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One DER structure in a text file (RFC 7468). No message repeats anything of the file, which may be a secret. */
final class PemFile {
    /** An Ed25519 key has about 120; whatever is much larger is no key. */
    private static final int MAX_BYTES = 1 << 14;

    private PemFile() {}

    /** @throws UnusableKeyException if the file cannot be read, or holds no single structure of that label */
    static byte[] read(Path file, String label) {
        String text = new String(content(file), StandardCharsets.US_ASCII);
        Matcher block = Pattern.compile(
                        "\\s*-----BEGIN %s-----\\s+([A-Za-z0-9+/=\\s]+)-----END %s-----\\s*".formatted(label, label))
                .matcher(text);
        if (!block.matches()) {
            throw new UnusableKeyException(file, "is not one PEM block that begins with -----BEGIN " + label + "-----");
        }
        try {
            return Base64.getMimeDecoder().decode(block.group(1));
        } catch (IllegalArgumentException notBase64) {
            throw new UnusableKeyException(file, "is not Base64 between its first and last line");
        }
    }

    private static byte[] content(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new UnusableKeyException(file, "is too large for a key");
            }
            return content;
        } catch (IOException unreadable) {
            throw new UnusableKeyException(file, "cannot be read");
        }
    }
}
