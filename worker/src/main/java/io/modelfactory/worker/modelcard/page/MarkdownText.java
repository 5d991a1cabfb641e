package io.modelfactory.worker.modelcard.page;

import io.modelfactory.worker.modelcard.text.PrintableText;
import java.util.regex.Pattern;

/** Text in the middle of a line of Markdown: nothing in it is taken for markup, for HTML, for a link, or for the end of a cell. */
final class MarkdownText {
    /** Whatever has a meaning inside of a line, what begins the links that nobody marked, and what is not ASCII. */
    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*\\[\\]<&|~$@]"
            // Within a word an underscore stands for itself.
            + "|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"
            + "|[^ -~]|:(?=//)|(?<=(?i:www))\\.");

    /** What needs no escape as code, so that it can be copied as it stands. */
    private static final Pattern PLAIN = Pattern.compile("(?:[A-Za-z0-9_.:/=+@~#, -]|[<>]=)*[A-Za-z0-9]");

    private MarkdownText() {}

    /** With character references, which stand for themselves and never for structure (CommonMark, 2.5). */
    static String of(String text) {
        return SPECIAL.matcher(PrintableText.of(text))
                .replaceAll(special -> "&#" + special.group().codePointAt(0) + ";");
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
