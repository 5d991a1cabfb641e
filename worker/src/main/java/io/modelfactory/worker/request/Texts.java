package io.modelfactory.worker.request;

/** Trimming as the platform's contracts mean it. */
final class Texts {
    private Texts() {}

    /**
     * Removes white space at both ends: Unicode's White_Space and the separators U+001C to U+001F. {@link String#strip}
     * would keep no-break spaces and U+0085, which the other components of the platform remove; identities would differ.
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

    private static boolean isSpace(char c) {
        return (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x20) || c == 0x85 || Character.isSpaceChar(c);
    }
}
