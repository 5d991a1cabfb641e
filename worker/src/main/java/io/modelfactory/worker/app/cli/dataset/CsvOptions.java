package io.modelfactory.worker.app.cli.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.TextNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.resolve.CsvDialect;
import io.modelfactory.worker.resolve.CsvDialect.Compression;
import io.modelfactory.worker.resolve.CsvDialect.Encoding;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How CSV files are written, where it is known better than their first records show. */
final class CsvOptions {
    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            converter = DelimiterConverter.class,
            description = "Between fields of CSV: one character, or tab (default: found).")
    private @Nullable String delimiter;

    @Option(
            names = "--quote",
            paramLabel = "CHAR",
            converter = QuoteConverter.class,
            description = "Around fields: one character, or none (default: \").")
    private @Nullable String quote;

    @Option(
            names = "--escape",
            paramLabel = "CHAR",
            converter = CharacterConverter.class,
            description = "Before a quote within quotes: one character (default: found; the quote itself, or \\).")
    private @Nullable String escape;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            converter = EncodingConverter.class,
            description = "utf-8, utf-16, latin-1 or windows-1252 (default: found).")
    private @Nullable Encoding encoding;

    @Option(
            names = "--decimal",
            paramLabel = "CHAR",
            converter = DecimalConverter.class,
            description = "The decimal mark of numbers: . or , (default: found).")
    private @Nullable String decimal;

    @Option(
            names = "--header",
            negatable = true,
            description = "The first record names the columns, or it does not (default: found).")
    private @Nullable Boolean header;

    @Option(
            names = "--compression",
            paramLabel = "NAME",
            converter = CompressionConverter.class,
            description = "none, gzip or zstd (default: found).")
    private @Nullable Compression compression;

    /** What is given; all else is to be found. */
    CsvDialect given() {
        return new CsvDialect(
                Optional.ofNullable(delimiter),
                Optional.ofNullable(quote),
                Optional.ofNullable(escape),
                Optional.ofNullable(encoding),
                Optional.ofNullable(decimal),
                Optional.ofNullable(header),
                Optional.ofNullable(compression));
    }

    /** One ASCII character that can be seen, or a blank. */
    static class CharacterConverter implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (!text.matches("[ -~]")) {
                throw new TypeConversionException("'" + text + "' is not one ASCII character");
            }
            return text;
        }
    }

    static final class DelimiterConverter extends CharacterConverter {
        @Override
        public String convert(String text) {
            return text.equals("tab") || text.equals("\t") || text.equals("\\t") ? "\t" : super.convert(text);
        }
    }

    static final class QuoteConverter extends CharacterConverter {
        @Override
        public String convert(String text) {
            return text.isEmpty() || text.equals("none") ? "" : super.convert(text);
        }
    }

    static final class DecimalConverter implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (!text.equals(".") && !text.equals(",")) {
                throw new TypeConversionException("'" + text + "' is not . or ,");
            }
            return text;
        }
    }

    static final class EncodingConverter implements ITypeConverter<Encoding> {
        @Override
        public Encoding convert(String text) {
            return named(text, Encoding.class, "utf-8, utf-16, latin-1 or windows-1252");
        }
    }

    static final class CompressionConverter implements ITypeConverter<Compression> {
        @Override
        public Compression convert(String text) {
            return named(text, Compression.class, "none, gzip or zstd");
        }
    }

    /** By its name in a materialization. */
    private static <E> E named(String text, Class<E> type, String names) {
        try {
            return Json.convert(TextNode.valueOf(text), type);
        } catch (JsonProcessingException e) {
            throw new TypeConversionException("'" + text + "' is not " + names);
        }
    }
}
