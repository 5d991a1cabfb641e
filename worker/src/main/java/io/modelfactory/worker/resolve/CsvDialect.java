package io.modelfactory.worker.resolve;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * How a CSV file is written. What is not declared has a fixed default, so that no rows can change how they are read.
 *
 * @param delimiter one character between fields; a comma by default
 * @param quote one character around fields, or empty for none; {@code "} by default
 * @param escape one character before a quote inside a quoted field; the quote itself by default
 * @param encoding UTF-8 by default, with or without byte order mark
 * @param decimal the decimal mark of numbers; a point by default
 * @param header whether the first record has the names of the columns; without it they are {@code #1}, {@code #2}, ...
 * @param compression by the ending of the file's name by default: {@code .gz}, {@code .zst}, or none
 */
public record CsvDialect(
        Optional<String> delimiter,
        Optional<String> quote,
        Optional<String> escape,
        Optional<Encoding> encoding,
        Optional<String> decimal,
        Optional<Boolean> header,
        Optional<Compression> compression) {

    /** A comma, double quotes, UTF-8, a decimal point, a header, compression by the file's ending. */
    public static final CsvDialect DEFAULT = new CsvDialect(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** The default but for the decimal mark, which is that of another file. */
    public static CsvDialect withDecimal(CsvDialect other) {
        return new CsvDialect(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                other.decimal(),
                Optional.empty(),
                Optional.empty());
    }

    /** Character encodings. */
    public enum Encoding {
        @JsonProperty("utf-8")
        UTF_8,
        @JsonProperty("utf-16")
        UTF_16,
        @JsonProperty("latin-1")
        LATIN_1,
        @JsonProperty("windows-1252")
        WINDOWS_1252
    }

    /** Compression of the whole file. */
    public enum Compression {
        @JsonProperty("none")
        NONE,
        @JsonProperty("gzip")
        GZIP,
        @JsonProperty("zstd")
        ZSTD
    }

    /** The same dialect of a file that is not compressed and is UTF-8. */
    public CsvDialect asUtf8() {
        return new CsvDialect(
                delimiter, quote, escape, Optional.of(Encoding.UTF_8), decimal, header, Optional.of(Compression.NONE));
    }

    /** The same of a file of this name, with its defaults written out. */
    public CsvDialect complete(String fileName) {
        return new CsvDialect(
                Optional.of(delimiter.orElse(",")),
                Optional.of(quoteText()),
                Optional.of(escapeText()),
                Optional.of(encoding.orElse(Encoding.UTF_8)),
                Optional.of(decimal.orElse(".")),
                Optional.of(hasHeader()),
                Optional.of(compressionOf(fileName)));
    }

    public char delimiterChar() {
        return delimiter.orElse(",").charAt(0);
    }

    /** The quote, or empty if fields are never quoted. */
    public String quoteText() {
        return quote.orElse("\"");
    }

    /** The escape character, or empty if fields are never quoted. */
    public String escapeText() {
        return quoteText().isEmpty() ? "" : escape.orElse(quoteText());
    }

    public boolean hasHeader() {
        return header.orElse(true);
    }

    public boolean hasDecimalComma() {
        return decimal.orElse(".").equals(",");
    }

    /** @param fileName its ending decides if nothing is declared */
    public Compression compressionOf(String fileName) {
        return compression.orElse(
                fileName.endsWith(".gz")
                        ? Compression.GZIP
                        : fileName.endsWith(".zst") ? Compression.ZSTD : Compression.NONE);
    }
}
