package io.modelfactory.worker.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.failure.FailureCode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads the members of one closed JSON object in the order asked and collects what is wrong with them. */
final class DocumentReader {
    static final int MAX_TEXT_CHARS = 1024;
    static final int MAX_LIST_SIZE = 256;

    private final JsonNode document;
    private final String path;
    private final List<Violation> violations;
    private final Set<String> known = new LinkedHashSet<>();

    DocumentReader(JsonNode document) {
        this(document, "", new ArrayList<>());
    }

    private DocumentReader(JsonNode document, String path, List<Violation> violations) {
        this.document = document;
        this.path = path;
        this.violations = violations;
    }

    List<Violation> violations() {
        return violations;
    }

    void violate(FailureCode code, String field, String problem) {
        violations.add(new Violation(code, path + field, problem));
    }

    boolean has(String field) {
        known.add(field);
        return document.has(field);
    }

    /** The text exactly as given; empty (and a violation) if it is missing, not a text, blank or too long. */
    String exactText(String field, FailureCode code) {
        known.add(field);
        JsonNode value = document.path(field);
        if (value.isMissingNode() || value.isNull()) {
            violate(code, field, "is required");
        } else if (!value.isTextual()) {
            violate(code, field, "must be a text");
        } else if (Texts.trim(value.textValue()).isEmpty()) {
            violate(code, field, "must not be blank");
        } else if (value.textValue().length() > MAX_TEXT_CHARS) {
            violate(code, field, "must have at most " + MAX_TEXT_CHARS + " characters");
        } else {
            return value.textValue();
        }
        return "";
    }

    /** As {@link #exactText}, trimmed. */
    String text(String field, FailureCode code) {
        return Texts.trim(exactText(field, code));
    }

    /** A list of texts, trimmed, blank ones dropped; a violation if none is left. */
    List<String> texts(String field, FailureCode code) {
        known.add(field);
        JsonNode value = document.path(field);
        List<String> texts = new ArrayList<>();
        if (!value.isArray()) {
            violate(code, field, "must be a list with at least one text");
            return texts;
        }
        if (value.size() > MAX_LIST_SIZE) {
            violate(code, field, "must have at most " + MAX_LIST_SIZE + " entries");
            return texts;
        }
        for (JsonNode element : value) {
            if (!element.isTextual() || element.textValue().length() > MAX_TEXT_CHARS) {
                violate(code, field, "must hold texts of at most " + MAX_TEXT_CHARS + " characters only");
                return texts;
            }
            String text = Texts.trim(element.textValue());
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        if (texts.isEmpty()) {
            violate(code, field, "must name at least one reference");
        }
        return texts;
    }

    /** An optional boolean, false if absent. */
    boolean flag(String field, FailureCode code) {
        if (!has(field)) {
            return false;
        }
        JsonNode value = document.path(field);
        if (!value.isBoolean()) {
            violate(code, field, "must be true or false");
        }
        return value.booleanValue();
    }

    /** A nested object whose violations join this reader's. */
    DocumentReader object(String field, FailureCode code) {
        known.add(field);
        JsonNode value = document.path(field);
        DocumentReader nested = new DocumentReader(value, path + field + ".", violations);
        if (!value.isObject()) {
            violate(code, field, value.isMissingNode() ? "is required" : "must be an object");
        }
        return nested;
    }

    /** Refuses every member that was not asked for. */
    void close(FailureCode code) {
        List<String> unknown = new ArrayList<>();
        document.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                unknown.add(field);
            }
        });
        if (!unknown.isEmpty()) {
            String more = unknown.size() > 1 ? " (and " + (unknown.size() - 1) + " more)" : "";
            violate(
                    code,
                    shorten(unknown.get(0)),
                    "is not a known field" + more + "; known are " + String.join(", ", known));
        }
    }

    private static String shorten(String field) {
        return field.length() <= 64 ? field : field.substring(0, 64) + "...";
    }
}
