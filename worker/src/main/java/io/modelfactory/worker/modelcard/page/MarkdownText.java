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

    /** What needs no escape as code, so that it can be copied unchanged. */
    private static final Pattern PLAIN = Pattern.compile("(?:[A-Za-z0-9_.:/=+@~#, -]|[<>]=)*[A-Za-z0-9]");

    private MarkdownText() {}

    /** With character references, which are always literal and never structure (CommonMark, 2.5). */
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
