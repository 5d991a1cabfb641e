package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What the database can keep: any text without the NUL character and without half a surrogate pair. JSON from outside may
 * hold both, and a row that cannot be written would stop the intake for ever.
 */
final class Storable {
    private static final int REPLACEMENT = 0xFFFD;

    private Storable() {}

    /** The text itself, with what cannot be kept replaced by U+FFFD. */
    static String text(String text) {
        if (holds(text)) {
            return text;
        }
        return text.codePoints()
                .map(c -> keeps(c) ? c : REPLACEMENT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Whether every name and text in the document can be kept as it is. */
    static boolean holds(JsonNode document) {
        if (document.isTextual()) {
            return holds(document.textValue());
        }
        for (Map.Entry<String, JsonNode> member : document.properties()) {
            if (!holds(member.getKey()) || !holds(member.getValue())) {
                return false;
            }
        }
        if (document.isArray()) {
            for (JsonNode element : document) {
                if (!holds(element)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean holds(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return text.codePoints().allMatch(Storable::keeps);
            }
        }
        return true;
    }

    private static boolean keeps(int codePoint) {
        return codePoint != 0 && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
    }
}
