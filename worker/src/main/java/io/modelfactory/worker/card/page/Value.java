package io.modelfactory.worker.card.page;

import com.fasterxml.jackson.databind.JsonNode;

/** A piece of text, and how it is to be shown. */
public record Value(Kind kind, String text) {

    public enum Kind {
        TEXT,
        /** An identifier or a digest, to be copied rather than read. */
        CODE,
        /** Set to the right, digit under digit. */
        NUMBER,
        GOOD,
        BAD,
        /** Says that there is nothing. */
        NOTHING
    }

    public static Value text(String text) {
        return new Value(Kind.TEXT, text);
    }

    public static Value code(String text) {
        return new Value(Kind.CODE, text);
    }

    public static Value number(String text) {
        return new Value(Kind.NUMBER, text);
    }

    public static Value nothing(String text) {
        return new Value(Kind.NOTHING, text);
    }

    /** The value of a document's member as code; a member that is not there is said not to be stated. */
    public static Value code(JsonNode member) {
        return member.isValueNode() && !member.isNull() ? code(member.asText()) : nothing("not stated");
    }
}
