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
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a decoded record, so that a message from Kafka and a file that an operator wrote pass the same rules. A
 * null field becomes an absent member: in Avro that is how a member is left out.
 */
public final class AvroJson {
    private AvroJson() {}

    public static ObjectNode of(IndexedRecord message) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Schema.Field field : message.getSchema().getFields()) {
            Object value = message.get(field.pos());
            if (value != null) {
                json.set(field.name(), value(value));
            }
        }
        return json;
    }

    private static JsonNode value(@Nullable Object value) {
        if (value == null) {
            return NullNode.getInstance();
        } else if (value instanceof IndexedRecord nested) {
            return of(nested);
        } else if (value instanceof List<?> elements) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            elements.forEach(element -> array.add(value(element)));
            return array;
        } else if (value instanceof Map<?, ?> members) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            members.forEach((name, member) -> object.set(String.valueOf(name), value(member)));
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
