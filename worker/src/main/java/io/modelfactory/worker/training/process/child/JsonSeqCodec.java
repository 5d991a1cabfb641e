package io.modelfactory.worker.training.process.child;

import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Messages as JSON text sequences (RFC 7464): a record separator, canonical JSON, a line feed. The separator
 * distinguishes them from what native code may print to the same stream; the canonical form keeps every number to the
 * last bit.
 */
public final class JsonSeqCodec {
    private static final char SEPARATOR = '\u001e';

    private JsonSeqCodec() {}

    public static void write(OutputStream out, Object message) throws IOException {
        // One write, so that messages stay whole.
        out.write((SEPARATOR + new String(Json.canonicalBytes(message), StandardCharsets.US_ASCII) + "\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** The message of a line; empty if there is none in it. */
    public static <T> Optional<T> read(String line, Class<T> type) throws IOException {
        int start = line.indexOf(SEPARATOR);
        if (start < 0) {
            return Optional.empty();
        }
        byte[] json = line.substring(start + 1).getBytes(StandardCharsets.US_ASCII);
        return Optional.of(Json.read(json, type));
    }
}
