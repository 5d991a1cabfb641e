package io.modelfactory.worker.artifact;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The one JSON form that is hashed and stored: keys sorted by code point, no blanks, every non-ASCII UTF-16 unit and
 * U+007F escaped as {@code \}{@code uXXXX} in lower-case hex. Two documents with the same content have the same bytes
 * on any JDK.
 */
public final class CanonicalJson {
    /** Orders texts by code point, where {@link String#compareTo} would order by UTF-16 unit. */
    public static final Comparator<String> CODE_POINT_ORDER = CanonicalJson::compareCodePoints;

    private static final HexFormat HEX = HexFormat.of();

    private CanonicalJson() {}

    public static String text(JsonNode document) {
        StringBuilder out = new StringBuilder(256);
        append(out, document);
        return out.toString();
    }

    /** The canonical text as ASCII bytes. */
    public static byte[] bytes(JsonNode document) {
        return text(document).getBytes(StandardCharsets.US_ASCII);
    }

    /** SHA-256 of {@link #bytes}. */
    public static String sha256(JsonNode document) {
        return Sha256.hex(bytes(document));
    }

    private static void append(StringBuilder out, JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> appendObject(out, node);
            case ARRAY -> appendArray(out, node);
            case STRING -> appendText(out, node.textValue());
            case NUMBER -> out.append(number(node));
            case BOOLEAN -> out.append(node.booleanValue());
            case NULL -> out.append("null");
            default -> throw new IllegalArgumentException("not JSON: " + node.getNodeType());
        }
    }

    private static void appendObject(StringBuilder out, JsonNode node) {
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(node.properties());
        members.sort(Map.Entry.comparingByKey(CODE_POINT_ORDER));
        out.append('{');
        String separator = "";
        for (Map.Entry<String, JsonNode> member : members) {
            out.append(separator);
            appendText(out, member.getKey());
            out.append(':');
            append(out, member.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private static void appendArray(StringBuilder out, JsonNode node) {
        out.append('[');
        String separator = "";
        for (JsonNode element : node) {
            out.append(separator);
            append(out, element);
            separator = ",";
        }
        out.append(']');
    }

    private static String number(JsonNode node) {
        if (node.isInt() || node.isLong()) {
            return Long.toString(node.longValue());
        }
        if (node.isIntegralNumber()) {
            return node.bigIntegerValue().toString();
        }
        double value = node.doubleValue();
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("JSON has no " + value);
        }
        // Double.toString differs between JDK 17 and 19+ (JDK-4511638); Jackson's Schubfach writer does not.
        return NumberOutput.toString(value, true);
    }

    private static void appendText(StringBuilder out, String text) {
        out.append('"');
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\') {
                out.append(text, plain, i);
                appendEscaped(out, c);
                plain = i + 1;
            }
        }
        out.append(text, plain, text.length()).append('"');
    }

    private static void appendEscaped(StringBuilder out, char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> out.append("\\u").append(HEX.toHexDigits(c));
        }
    }

    private static int compareCodePoints(String left, String right) {
        int shorter = Math.min(left.length(), right.length());
        for (int i = 0; i < shorter; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                // Only among surrogates is the order of the units not that of the code points.
                return Character.isSurrogate(a) || Character.isSurrogate(b)
                        ? Arrays.compare(
                                left.codePoints().toArray(), right.codePoints().toArray())
                        : Character.compare(a, b);
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
