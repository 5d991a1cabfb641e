package io.modelfactory.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.NullMarked;

/**
 * One thing wrong with a document.
 *
 * @param path JSON path of the place
 * @param fix what must be different there
 */
@NullMarked
record SchemaViolation(String path, String fix) implements Comparable<SchemaViolation> {
    /** The names of unknown members come from outside; they must not flood receipts and logs. */
    private static final int MAX_CODE_POINTS = 300;

    private static final String NOT_BLANK = "\\S";
    private static final Comparator<SchemaViolation> BY_PATH =
            Comparator.comparing(SchemaViolation::path).thenComparing(SchemaViolation::fix);

    SchemaViolation {
        path = abbreviated(path);
        fix = abbreviated(fix);
    }

    static SchemaViolation of(Error error) {
        String place = error.getInstanceLocation().toString();
        JsonNode expected = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "required" -> new SchemaViolation(member(error), "is missing; add it");
            case "additionalProperties" -> new SchemaViolation(member(error), "is unknown here; remove it");
            case "false" -> new SchemaViolation(place, "does not belong here; remove it");
            case "type" ->
                new SchemaViolation(place, "must be %s, not %s".formatted(either(expected), error.getArguments()[0]));
            case "const", "enum" -> new SchemaViolation(place, "must be " + either(expected));
            case "pattern" -> new SchemaViolation(place, patternFix(expected.asText()));
            case "format" -> new SchemaViolation(place, "must be a valid " + expected.asText());
            case "minimum" -> new SchemaViolation(place, "must be at least " + expected);
            case "maximum" -> new SchemaViolation(place, "must be at most " + expected);
            case "exclusiveMinimum" -> new SchemaViolation(place, "must be more than " + expected);
            case "minItems", "minProperties" -> new SchemaViolation(place, "needs more entries, at least " + expected);
            case "contains", "minContains" -> new SchemaViolation(place, containsFix(expected));
            case "propertyNames" -> new SchemaViolation(member(error), nameFix(expected));
            default -> new SchemaViolation(place, error.getMessage());
        };
    }

    String text() {
        return path + ": " + fix;
    }

    @Override
    public int compareTo(SchemaViolation other) {
        return BY_PATH.compare(this, other);
    }

    private static String member(Error error) {
        return error.getInstanceLocation().append(error.getProperty()).toString();
    }

    private static String either(JsonNode expected) {
        if (!expected.isArray()) {
            return expected.asText();
        }
        return StreamSupport.stream(expected.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(" or "));
    }

    private static String patternFix(String pattern) {
        return pattern.equals(NOT_BLANK) ? "must not be blank" : "must match " + pattern;
    }

    private static String containsFix(JsonNode expected) {
        return expected.has("const")
                ? "must contain " + expected.get("const").asText()
                : "needs an entry that is not blank";
    }

    private static String nameFix(JsonNode expected) {
        return "has a name that must match " + expected.path("pattern").asText();
    }

    private static String abbreviated(String text) {
        return text.codePointCount(0, text.length()) <= MAX_CODE_POINTS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_CODE_POINTS)) + "…";
    }
}
