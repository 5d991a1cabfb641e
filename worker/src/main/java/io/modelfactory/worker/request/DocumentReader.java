package io.modelfactory.worker.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the members of one closed JSON object in the order asked and collects what is wrong with them. Whatever it
 * reads is bounded: in length, in number, and in depth, because nothing is looked into that should be a text.
 */
final class DocumentReader {
    static final int MAX_TEXT_CHARS = 1024;
    static final int MAX_NAME_CHARS = 128;
    static final int MAX_LIST_SIZE = 256;
    static final int MAX_MEMBERS = 64;

    private final JsonNode document;
    private final String path;
    private final List<FieldViolation> violations;
    private final Set<String> known = new LinkedHashSet<>();

    DocumentReader(JsonNode document) {
        this(document, "", new ArrayList<>());
    }

    private DocumentReader(JsonNode document, String path, List<FieldViolation> violations) {
        this.document = document;
        this.path = path;
        this.violations = violations;
    }

    void addViolation(FailureCode code, String field, String problem) {
        violations.add(new FieldViolation(code, path + field, problem));
    }

    boolean has(String field) {
        known.add(field);
        return document.has(field);
    }

    /** The text exactly as given; empty (and a violation) if it is missing, not a text, blank or too long. */
    String exactText(String field, FailureCode code) {
        return exactText(field, MAX_TEXT_CHARS, code);
    }

    private String exactText(String field, int maxChars, FailureCode code) {
        known.add(field);
        JsonNode value = document.path(field);
        if (value.isMissingNode() || value.isNull()) {
            addViolation(code, field, "is required");
        } else if (!value.isTextual()) {
            addViolation(code, field, "must be a text" + (value.isContainerNode() ? ", not a list or an object" : ""));
        } else if (RequestText.trim(value.textValue()).isEmpty()) {
            addViolation(code, field, "must not be blank");
        } else if (value.textValue().length() > maxChars) {
            addViolation(code, field, "must have at most " + maxChars + " characters");
        } else {
            return value.textValue();
        }
        return "";
    }

    /** As {@link #exactText}, trimmed. */
    String text(String field, FailureCode code) {
        return RequestText.trim(exactText(field, code));
    }

    /** As {@link #text}, of a name that is part of keys and so is bounded to {@link #MAX_NAME_CHARS}. */
    String name(String field, FailureCode code) {
        return RequestText.trim(exactText(field, MAX_NAME_CHARS, code));
    }

    /** As {@link #exactText}, and of a certain form as it is. */
    String textMatching(String field, Pattern pattern, FailureCode code) {
        String text = exactText(field, code);
        if (!text.isEmpty() && !pattern.matcher(text).matches()) {
            addViolation(code, field, "must match " + pattern);
        }
        return text;
    }

    /** As {@link #text}, of a moment. */
    String timestamp(String field, FailureCode code) {
        String moment = text(field, code);
        try {
            if (!moment.isEmpty()) {
                OffsetDateTime.parse(moment);
            }
        } catch (DateTimeParseException e) {
            addViolation(code, field, "must be an ISO-8601 time with offset");
        }
        return moment;
    }

    /** The version of the document's schema, of which only one is read. */
    void requireVersion(String expected, FailureCode code) {
        String version = text("schema_version", code);
        if (!version.isEmpty() && !version.equals(expected)) {
            addViolation(code, "schema_version", "must be " + expected);
        }
    }

    /** A list of texts, trimmed, blank ones dropped; a violation if none is left. */
    List<String> texts(String field, FailureCode code) {
        known.add(field);
        JsonNode value = document.path(field);
        List<String> texts = new ArrayList<>();
        if (!value.isArray()) {
            addViolation(code, field, "must be a list with at least one text");
            return texts;
        }
        if (value.size() > MAX_LIST_SIZE) {
            addViolation(code, field, "must have at most " + MAX_LIST_SIZE + " entries");
            return texts;
        }
        for (JsonNode element : value) {
            if (!element.isTextual() || element.textValue().length() > MAX_TEXT_CHARS) {
                addViolation(code, field, "must hold texts of at most " + MAX_TEXT_CHARS + " characters only");
                return texts;
            }
            String text = RequestText.trim(element.textValue());
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        if (texts.isEmpty()) {
            addViolation(code, field, "must name at least one reference");
        }
        return texts;
    }

    /** An optional boolean, false if absent. */
    boolean bool(String field, FailureCode code) {
        if (!has(field)) {
            return false;
        }
        JsonNode value = document.path(field);
        if (!value.isBoolean()) {
            addViolation(code, field, "must be true or false");
        }
        return value.booleanValue();
    }

    /** A nested object whose violations join this reader's. */
    DocumentReader object(String field, FailureCode code) {
        known.add(field);
        JsonNode value = document.path(field);
        DocumentReader nested = new DocumentReader(value, path + field + ".", violations);
        if (!value.isObject()) {
            addViolation(code, field, value.isMissingNode() ? "is required" : "must be an object");
        }
        return nested;
    }

    /** Refuses every member that was not asked for. */
    void rejectUnknownFields(FailureCode code) {
        if (document.size() > MAX_MEMBERS) {
            violations.add(new FieldViolation(
                    code,
                    path.isEmpty() ? "request" : path.substring(0, path.length() - 1),
                    "must have at most " + MAX_MEMBERS + " fields; known are " + String.join(", ", known)));
            return;
        }
        List<String> unknown = document.propertyStream()
                .map(member -> member.getKey())
                .filter(field -> !known.contains(field))
                .toList();
        if (!unknown.isEmpty()) {
            String more = unknown.size() > 1 ? " (and " + (unknown.size() - 1) + " more)" : "";
            addViolation(
                    code,
                    RequestText.displayable(unknown.get(0)),
                    "is not a known field" + more + "; known are " + String.join(", ", known));
        }
    }

    /** @throws FailureException with the code of the first violation and the names of all */
    void requireValid() {
        if (!violations.isEmpty()) {
            throw new FailureException(violations.get(0).code(), FieldViolation.describe(violations));
        }
    }
}
