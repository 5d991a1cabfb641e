package io.modelfactory.worker.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** What came back from the registry's address, which need not be the registry: proxies answer too. */
record RegistryResponse(String host, int status, String body) {
    private static final int MAX_CHARS_SHOWN = 300;

    /** Confluent's codes for: no such subject, no such schema, incompatible, invalid schema. */
    private static final Set<Integer> SCHEMA_ERROR_CODES = Set.of(40401, 40403, 409, 42201);

    boolean isSuccess() {
        return status == 200;
    }

    /** Trouble that asking again may get past. */
    boolean isTransient() {
        return status == 408 || status == 429 || status >= 500;
    }

    /**
     * Whether the registry itself says no to this very schema or id. A mere 404 does not count: it also comes from a
     * wrong address, and 401 from a wrong password, and then nothing is wrong with the message.
     */
    boolean isSchemaRejection() {
        try {
            return !isSuccess()
                    && SCHEMA_ERROR_CODES.contains(json().path("error_code").asInt());
        } catch (IOException notFromTheRegistry) {
            return false;
        }
    }

    JsonNode json() throws IOException {
        return Json.parse(body.getBytes(StandardCharsets.UTF_8));
    }

    String describe() {
        String shown = body.length() <= MAX_CHARS_SHOWN ? body : body.substring(0, MAX_CHARS_SHOWN) + " ...";
        return "schema registry " + host + " answers " + status + ": " + shown;
    }
}
