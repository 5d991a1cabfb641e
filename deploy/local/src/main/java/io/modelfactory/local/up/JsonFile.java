package io.modelfactory.local.up;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Small JSON files that are replaced as a whole, so that a reader sees either the old or the new content. */
final class JsonFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonFile() {}

    /** @throws UpException if it holds no JSON object */
    static JsonNode read(Path file) {
        try {
            JsonNode document = JSON.readTree(Files.readAllBytes(file));
            if (document.isObject()) {
                return document;
            }
        } catch (JsonProcessingException e) {
            throw new UpException(file + " is damaged: it is no JSON", e);
        } catch (IOException e) {
            throw new UpException("cannot read " + file + ": " + e.getMessage(), e);
        }
        throw new UpException(file + " is damaged: it is no JSON object");
    }

    static void write(Path file, JsonNode document) {
        try {
            // The temporary file is readable for its owner only, and so is what it becomes.
            Path next = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".", ".next");
            Files.writeString(next, document.toPrettyString() + System.lineSeparator());
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
