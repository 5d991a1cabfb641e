package io.modelfactory.worker.modelcard.text;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Elements, one after the other. Text and the values of attributes are made printable and escaped; names of elements
 * and attributes are the caller's own.
 */
public final class MarkupWriter {
    private static final int MORE_THAN_ASCII = 0x80;

    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** @param attributes names and values in turn */
    public MarkupWriter start(String element, String... attributes) {
        open.push(element);
        tag(element, attributes).append('>');
        return this;
    }

    /** An element without content. */
    public MarkupWriter empty(String element, String... attributes) {
        tag(element, attributes).append("/>");
        return this;
    }

    /** An element that has text only. */
    public MarkupWriter element(String element, String text, String... attributes) {
        return start(element, attributes).text(text).end();
    }

    public MarkupWriter text(String text) {
        escape(text);
        return this;
    }

    /** Ends the element that was started last. */
    public MarkupWriter end() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /** A line end, for those who read the source. */
    public MarkupWriter line() {
        out.append('\n');
        return this;
    }

    /** A style sheet, in which {@code <} would not be escaped but end it. */
    public MarkupWriter style(String css) {
        if (css.contains("<")) {
            throw new IllegalArgumentException("a style sheet with < in it");
        }
        out.append("<style>\n").append(css).append("</style>");
        return this;
    }

    private StringBuilder tag(String element, String... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
        return out;
    }

    /** Whatever is not ASCII becomes a character reference, so that no reader has to guess an encoding. */
    private void escape(String text) {
        PrintableText.of(text).codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> {
                    if (c < MORE_THAN_ASCII) {
                        out.append((char) c);
                    } else {
                        out.append("&#").append(c).append(';');
                    }
                }
            }
        });
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not ended: " + open);
        }
        return out.toString();
    }
}
