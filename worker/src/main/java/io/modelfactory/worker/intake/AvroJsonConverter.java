package io.modelfactory.worker.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.modelfactory.worker.artifact.Json;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a decoded record, so that a message from Kafka and a file that an operator wrote pass the same
 * rules. A null field becomes an absent member: in Avro that is how a member is left out. Neither may nest deeper than
 * {@link Json#MAX_DEPTH}.
 */
public final class AvroJsonConverter {
    private AvroJsonConverter() {}

    /** @throws SerializationException if it nests too deeply, which a recursive schema allows */
    public static ObjectNode toJson(IndexedRecord message) {
        return record(message, 1);
    }

    private static ObjectNode record(IndexedRecord message, int depth) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Schema.Field field : message.getSchema().getFields()) {
            Object value = message.get(field.pos());
            if (value != null) {
                json.set(field.name(), value(value, depth + 1));
            }
        }
        return json;
    }

    private static JsonNode value(@Nullable Object value, int depth) {
        if (depth > Json.MAX_DEPTH
                && (value instanceof IndexedRecord || value instanceof List || value instanceof Map)) {
            throw new SerializationException("the record nests deeper than " + Json.MAX_DEPTH + " levels");
        } else if (value == null) {
            return NullNode.getInstance();
        } else if (value instanceof IndexedRecord nested) {
            return record(nested, depth);
        } else if (value instanceof List<?> elements) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            elements.forEach(element -> array.add(value(element, depth + 1)));
            return array;
        } else if (value instanceof Map<?, ?> members) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            members.forEach((name, member) -> object.set(String.valueOf(name), value(member, depth + 1)));
            return object;
        } else if (value instanceof Boolean flag) {
            return BooleanNode.valueOf(flag);
        } else if (value instanceof Integer number) {
            return IntNode.valueOf(number);
        } else if (value instanceof Long number) {
            return LongNode.valueOf(number);
        } else if (value instanceof Number number) {
            return DoubleNode.valueOf(number.doubleValue());
        }
        // Texts, enum symbols and whatever a later schema may add; the admission rules judge it.
        return TextNode.valueOf(value.toString());
    }
}
