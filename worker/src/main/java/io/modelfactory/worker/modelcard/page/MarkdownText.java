package io.modelfactory.worker.modelcard.page;

import io.modelfactory.worker.modelcard.text.PrintableText;
import java.util.regex.Pattern;

/** Text within a line of Markdown: nothing in it is read as markup, as HTML, as a link, or as the end of a cell. */
final class MarkdownText {
    /** Characters with a meaning inside of a line, those that begin an automatic link, and all that is not ASCII. */
    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*\\[\\]<&|~$@]"
            // Within a word an underscore is literal.
            + "|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"
            + "|[^ -~]|:(?=//)|(?<=(?i:www))\\.");

    private static final String PLAIN_MARKS = " ,-()%/+=";

    /** What needs no escape as code, so that it can be copied unchanged. */
    private static final Pattern PLAIN = Pattern.compile("(?:[A-Za-z0-9_.:/=+@~#, -]|[<>]=)*[A-Za-z0-9]");

    private MarkdownText() {}

    /** False if a look at each character, which takes less time than the pattern, shows that none is special. */
    private static boolean maybeSpecial(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean wordEnd = i == 0 || (text.charAt(i - 1) != 'w' && text.charAt(i - 1) != 'W');
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean plain = letter || (c >= '0' && c <= '9') || (c == '.' && wordEnd);
            if (!plain && PLAIN_MARKS.indexOf(c) < 0) {
                return true;
            }
        }
        return false;
    }

    /** With character references, which are always literal and never structure (CommonMark, 2.5). */
    static String of(String text) {
        String printable = PrintableText.of(text);
        return maybeSpecial(printable)
                ? SPECIAL.matcher(printable)
                        .replaceAll(special -> "&#" + special.group().codePointAt(0) + ";")
                : printable;
    }

    static String of(StyledText value) {
        return switch (value.style()) {
            case CODE -> PLAIN.matcher(value.text()).matches() ? "`" + value.text() + "`" : of(value.text());
            case GOOD, BAD -> "**" + of(value.text()) + "**";
            case NOTHING -> "*" + of(value.text()) + "*";
            case TEXT, NUMBER -> of(value.text());
        };
    }
}
