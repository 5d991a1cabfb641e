package io.modelfactory.worker.ledger.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * The texts that PostgreSQL can store: those without the NUL character and without half a surrogate pair. JSON from
 * outside may contain both, and a row that cannot be written would stop the intake.
 */
public final class PostgresText {
    private static final int REPLACEMENT = 0xFFFD;

    private PostgresText() {}

    /** The text, with every character that cannot be stored replaced by U+FFFD. */
    public static String sanitize(String text) {
        if (isStorable(text)) {
            return text;
        }
        return text.codePoints()
                .map(c -> isStorableCodePoint(c) ? c : REPLACEMENT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Whether every name and text in the document can be stored as it is. */
    public static boolean isStorable(JsonNode document) {
        if (document.isTextual()) {
            return isStorable(document.textValue());
        }
        for (Map.Entry<String, JsonNode> member : document.properties()) {
            if (!isStorable(member.getKey()) || !isStorable(member.getValue())) {
                return false;
            }
        }
        if (document.isArray()) {
            for (JsonNode element : document) {
                if (!isStorable(element)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return text.codePoints().allMatch(PostgresText::isStorableCodePoint);
            }
        }
        return true;
    }

    private static boolean isStorableCodePoint(int codePoint) {
        return codePoint != 0 && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
    }
}
