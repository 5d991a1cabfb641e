package io.modelfactory.worker.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;

/**
 * Reads a JSON pointer that may name more than RFC 6901 allows. A step into a list is a position, {@code *} for all of
 * its entries, or the {@code name} of an entry, which is read without that member.
 */
final class DocumentPointer {
    private static final String EVERY_ENTRY = "*";
    private static final String NAME = "name";

    private DocumentPointer() {}

    /** Missing if there is nothing at this place. */
    static JsonNode read(JsonNode document, String pointer) {
        if (pointer.isEmpty()) {
            return document;
        }
        int end = pointer.indexOf('/', 1);
        String step = end < 0 ? pointer.substring(1) : pointer.substring(1, end);
        String rest = end < 0 ? "" : pointer.substring(end);
        if (!document.isArray()) {
            return read(document.path(step), rest);
        } else if (step.equals(EVERY_ENTRY)) {
            ArrayNode found = Json.object().putArray(EVERY_ENTRY);
            document.forEach(entry -> found.add(read(entry, rest)));
            return found;
        }
        return read(entry(document, step), rest);
    }

    private static JsonNode entry(JsonNode list, String step) {
        if (step.chars().allMatch(Character::isDigit)) {
            return list.path(Integer.parseInt(step));
        }
        for (JsonNode entry : list) {
            if (entry instanceof ObjectNode named && named.path(NAME).asText().equals(step)) {
                return named.deepCopy().without(NAME);
            }
        }
        return MissingNode.getInstance();
    }
}
