package io.modelfactory.worker.app.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads the documents that operators write, from files or from the standard input. */
public final class RequestFileReader {
    /** Names the standard input. */
    public static final String STANDARD_INPUT = "-";

    private final InputStream standardInput;
    private final int maxBytes;

    /** @param maxBytes above which a message would not be read by the worker either */
    public RequestFileReader(InputStream standardInput, int maxBytes) {
        this.standardInput = standardInput;
        this.maxBytes = maxBytes;
    }

    /** @throws FailureException {@code REQUEST_INVALID} if it is no JSON document of bearable size */
    public JsonNode read(String name) {
        try {
            byte[] content = bytes(name);
            if (content.length > maxBytes) {
                throw invalid("has more than the " + maxBytes + " bytes that launcher.max_message_bytes allows");
            }
            return Json.parse(content);
        } catch (JsonProcessingException e) {
            throw invalid("is not JSON: " + e.getOriginalMessage());
        } catch (IOException | InvalidPathException e) {
            throw invalid("cannot be read; give the path of a JSON file, or - for the standard input");
        }
    }

    private byte[] bytes(String name) throws IOException {
        if (name.equals(STANDARD_INPUT)) {
            return standardInput.readNBytes(maxBytes + 1);
        }
        try (InputStream file = Files.newInputStream(Path.of(name))) {
            return file.readNBytes(maxBytes + 1);
        }
    }

    private static FailureException invalid(String problem) {
        return new FailureException(FailureCode.REQUEST_INVALID, problem);
    }
}
