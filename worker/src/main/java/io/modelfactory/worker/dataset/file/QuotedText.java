package io.modelfactory.worker.dataset.file;

import java.util.List;
import java.util.stream.Collectors;

/** Names and values from the data as messages show them: printable and short, whatever the data held. */
public final class QuotedText {
    private static final int MAX_CHARS = 64;

    private QuotedText() {}

    public static String of(String text) {
        StringBuilder out = new StringBuilder("'");
        text.codePoints().limit(MAX_CHARS).forEach(c -> {
            if (isInvisible(c)) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        if (text.codePointCount(0, text.length()) > MAX_CHARS) {
            out.append("...");
        }
        return out.append('\'').toString();
    }

    private static boolean isInvisible(int c) {
        int type = Character.getType(c);
        boolean separator = type == Character.SPACE_SEPARATOR
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
        return Character.isISOControl(c) || type == Character.FORMAT || (separator && c != ' ');
    }

    public static String of(List<String> texts) {
        return texts.stream().map(QuotedText::of).collect(Collectors.joining(", "));
    }
}
