package io.modelfactory.worker.modelcard.text;

/** Texts as others wrote them, made fit to be looked at. */
public final class PrintableText {
    private static final String ESCAPE = "\\u%04x";

    private PrintableText() {}

    /**
     * The text with a visible {@code \}{@code uXXXX} in place of whatever has no shape of its own: line ends, control
     * characters, lone surrogates, and the format characters by which a text can be shown in another order than it has.
     */
    public static String of(String text) {
        if (isPlainAscii(text) || text.codePoints().allMatch(PrintableText::isVisible)) {
            return text;
        }
        StringBuilder printable = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isVisible(c)) {
                printable.appendCodePoint(c);
            } else {
                printable.append(ESCAPE.formatted(c));
            }
        });
        return printable.toString();
    }

    /** As most texts are. */
    private static boolean isPlainAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
