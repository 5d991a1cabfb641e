package io.modelfactory.worker.request;

/** Trimming as the platform's contracts mean it, and what is shown of texts from outside. */
final class RequestText {
    private static final int MAX_DISPLAYED_CHARS = 64;
    private static final int MAX_STORED_CHARS = 128;

    private RequestText() {}

    /**
     * Removes white space at both ends: Unicode's White_Space and the separators U+001C to U+001F. {@link String#strip}
     * would keep no-break spaces and U+0085, which the other components of the platform remove; identities would
     * differ.
     */
    static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** For a message: its beginning, and on one line, so that a requester cannot forge log lines. */
    static String displayable(String text) {
        String line = prefix(text, MAX_DISPLAYED_CHARS)
                .codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.length() <= MAX_DISPLAYED_CHARS ? line : line + "...";
    }

    /** For a column or a receipt: its beginning, as it is. */
    static String truncated(String text) {
        return prefix(text, MAX_STORED_CHARS);
    }

    /** At most so many characters, without half of a surrogate pair at the cut. */
    private static String prefix(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    private static boolean isSpace(char c) {
        return (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x20) || c == 0x85 || Character.isSpaceChar(c);
    }
}
