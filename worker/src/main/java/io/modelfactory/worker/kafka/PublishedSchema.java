package io.modelfactory.worker.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;

/**
 * A schema as the contracts publish it. Generated classes add to theirs which Java class takes a text: no concern of
 * other readers, and to a registry another schema than the one that was published. Confluent's serializers leave it out
 * as well if {@code avro.remove.java.properties} is true.
 */
final class PublishedSchema {
    private static final String JAVA_STRING_PROPERTY = "avro.java.string";

    private PublishedSchema() {}

    /** The schema's JSON, in Avro's own order of members and without blanks. */
    static String text(Schema schema) {
        try {
            JsonNode json = Json.parse(schema.toString().getBytes(StandardCharsets.UTF_8));
            clean(json);
            return new Schema.Parser().parse(json.toString()).toString();
        } catch (IOException e) {
            throw new UncheckedIOException("Avro writes no JSON", e);
        }
    }

    private static void clean(JsonNode json) {
        if (json instanceof ObjectNode object) {
            object.remove(JAVA_STRING_PROPERTY);
        }
        json.forEach(PublishedSchema::clean);
    }
}
