package io.modelfactory.worker.modelcard.page;

import com.fasterxml.jackson.databind.JsonNode;

/** A piece of text, and how it is to be shown. */
public record StyledText(TextStyle style, String text) {

    public enum TextStyle {
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

    public static StyledText text(String text) {
        return new StyledText(TextStyle.TEXT, text);
    }

    public static StyledText code(String text) {
        return new StyledText(TextStyle.CODE, text);
    }

    public static StyledText number(String text) {
        return new StyledText(TextStyle.NUMBER, text);
    }

    public static StyledText placeholder(String text) {
        return new StyledText(TextStyle.NOTHING, text);
    }

    /** The value of a document's member as code; a member that is not there is said not to be stated. */
    public static StyledText code(JsonNode member) {
        return member.isValueNode() && !member.isNull() ? code(member.asText()) : placeholder("not stated");
    }
}
