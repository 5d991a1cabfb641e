package io.modelfactory.worker.dataset.file;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.resolve.CsvDialect;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads CSV one record at a time, as strictly as DuckDB does, but knows line and column of what does not fit. It reads
 * the header of each file, and the rest only of a file that DuckDB has refused.
 */
public final class CsvRecordReader {
    /** As DuckDB bounds it. */
    private static final int MAX_RECORD_CHARS = 2_000_000;

    /** Bytes that DuckDB does not take for Latin-1: of Windows-1252 they are quotes, dashes and the euro. */
    private static final int FIRST_CONTROL = 0x80;

    private static final int LAST_CONTROL = 0x9f;
    private static final int END = -1;
    private static final int NONE = -2;

    private final Reader text;
    private final int delimiter;
    private final int quote;
    private final int escape;
    private final String encoding;
    private final boolean isLatin1;
    private final List<String> fields = new ArrayList<>();
    private final StringBuilder field = new StringBuilder();
    private long line = 1;
    private long column;
    private int chars;
    private int pushedBack = NONE;

    public CsvRecordReader(Reader text, CsvDialect dialect) {
        this.text = text;
        this.delimiter = dialect.delimiterChar();
        this.quote = character(dialect.quoteText());
        this.escape = character(dialect.escapeText());
        this.isLatin1 = dialect.encoding().equals(Optional.of(CsvDialect.Encoding.LATIN_1));
        this.encoding =
                Json.tree(dialect.encoding().orElse(CsvDialect.Encoding.UTF_8)).asText();
    }

    private static int character(String text) {
        return text.isEmpty() ? NONE : text.charAt(0);
    }

    /** The fields of the next record; empty at the end of the text. */
    public List<String> next() throws IOException, CsvFormatException {
        fields.clear();
        chars = 0;
        int next = read();
        if (next == END) {
            return List.of();
        }
        while (true) {
            next = next == quote ? quoted() : unquoted(next);
            fields.add(field.toString());
            field.setLength(0);
            if (next != delimiter) {
                endLine(next);
                return List.copyOf(fields);
            }
            next = read();
        }
    }

    /** Reads all records and compares their width with that of the first. */
    void requireUniform() throws IOException, CsvFormatException {
        int expected = 0;
        while (true) {
            long start = line;
            List<String> found = next();
            if (found.isEmpty()) {
                return;
            }
            boolean blankLine = found.size() == 1 && found.get(0).isEmpty();
            expected = expected == 0 ? found.size() : expected;
            if (found.size() != expected && !blankLine) {
                throw new CsvFormatException(
                        start, 1, "the record has " + found.size() + " fields, the first one has " + expected);
            }
        }
    }

    private int unquoted(int first) throws IOException, CsvFormatException {
        int next = first;
        while (next != delimiter && next != '\n' && next != '\r' && next != END) {
            field.append((char) next);
            next = read();
        }
        return next;
    }

    private int quoted() throws IOException, CsvFormatException {
        long startLine = line;
        long startColumn = column;
        while (true) {
            int next = read();
            if (next == END) {
                throw new CsvFormatException(startLine, startColumn, "the quote that opens here is never closed");
            }
            if (next == escape && escape != quote) {
                field.append((char) Math.max(read(), 0));
            } else if (next == quote) {
                int after = read();
                if (after != quote || escape != quote) {
                    return requireEndOfField(after);
                }
                field.append((char) quote);
            } else {
                line += next == '\n' ? 1 : 0;
                field.append((char) next);
            }
        }
    }

    private int requireEndOfField(int next) throws CsvFormatException {
        if (next != delimiter && next != '\n' && next != '\r' && next != END) {
            throw new CsvFormatException(
                    line,
                    column,
                    "text after the closing quote of a field; are quotes escaped by another character than csv.escape "
                            + QuotedText.of(escape == NONE ? "" : String.valueOf((char) escape)) + "?");
        }
        return next;
    }

    private void endLine(int end) throws IOException, CsvFormatException {
        if (end == '\r') {
            int next = read();
            pushedBack = next == '\n' ? NONE : next;
        }
        line++;
        column = 0;
    }

    private int read() throws IOException, CsvFormatException {
        column++;
        if (pushedBack != NONE) {
            int next = pushedBack;
            pushedBack = NONE;
            return next;
        }
        if (++chars > MAX_RECORD_CHARS) {
            throw new CsvFormatException(line, column, "a record of more than " + MAX_RECORD_CHARS + " characters");
        }
        int next = text.read();
        if (next == CsvText.MALFORMED || (isLatin1 && next >= FIRST_CONTROL && next <= LAST_CONTROL)) {
            throw new CsvFormatException(line, column, "bytes that are not " + encoding + "; declare csv.encoding");
        }
        return next;
    }
}
