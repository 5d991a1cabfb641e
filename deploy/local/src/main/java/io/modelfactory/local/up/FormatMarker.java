package io.modelfactory.local.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Says that a folder belongs to a background platform, in which format its data is, and which release used it last.
 *
 * @param file inside the data folder
 */
record FormatMarker(Path file) {
    /** Raised when a release can no longer read what its predecessors wrote; the ledger has migrations of its own. */
    static final int FORMAT = 1;

    /** A folder in which no server has started yet. */
    static final Content NEW = new Content(FORMAT, false, "");

    /**
     * @param initialized whether the servers have started in the folder once, so that it may hold data
     * @param release that used the folder last; empty if none has started completely
     */
    record Content(int format, boolean initialized, String release) {
        Content withServers() {
            return new Content(format, true, release);
        }

        Content usedBy(String newRelease) {
            return new Content(format, true, newRelease);
        }
    }

    boolean exists() {
        return Files.isRegularFile(file);
    }

    Content read() {
        JsonNode document = JsonFile.read(file);
        return new Content(
                document.path("format").asInt(),
                document.path("initialized").asBoolean(),
                document.path("release").asText());
    }

    void write(Content content) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("format", content.format())
                .put("initialized", content.initialized())
                .put("release", content.release());
        JsonFile.write(file, document);
    }

    void requireReadable(Path folder) {
        Content content = read();
        if (content.format() != FORMAT) {
            throw new UpException(
                    ("the data in %s has format %d, and this release reads format %d; use the release that wrote it"
                                    + " (%s), or --data DIR for another folder")
                            .formatted(folder, content.format(), FORMAT, content.release()));
        }
    }
}
