package io.modelfactory.worker.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Reads small things whole without trusting that they are small. */
public final class BoundedReads {
    /** The largest array that every JVM can allocate. */
    private static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 8;

    private BoundedReads() {}

    public static byte[] file(String name, Path file, long maxBytes) throws IOException {
        try (InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return stream(name, content, maxBytes);
        }
    }

    /** Leaves the stream open. */
    public static byte[] stream(String name, InputStream content, long maxBytes) throws IOException {
        int limit = (int) Math.min(maxBytes, MAX_ARRAY_BYTES - 1);
        byte[] bytes = content.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw tooLarge(name, maxBytes);
        }
        return bytes;
    }

    public static IllegalArgumentException tooLarge(String name, long maxBytes) {
        return new IllegalArgumentException(name + " is larger than the " + maxBytes + " bytes that are read of it");
    }
}
