package io.modelfactory.worker.dataset.file;

import com.github.luben.zstd.ZstdInputStream;
import io.modelfactory.worker.resolve.CsvDialect;
import io.modelfactory.worker.resolve.CsvDialect.Encoding;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The text of a CSV file: decompressed, decoded, and without a byte order mark. Bytes that are not of the encoding
 * become {@link #MALFORMED}, so that a reader knows where they are: a decoder's own exception comes a buffer too early.
 */
public final class CsvText {
    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final int BUFFER_CHARS = 1 << 16;
    /** A character that no text has. */
    public static final char MALFORMED = '\ufffe';

    private CsvText() {}

    public static Reader open(Path path, String fileName, CsvDialect dialect) throws IOException {
        InputStream bytes = decompressed(path, fileName, dialect);
        Reader reader = new BufferedReader(
                new InputStreamReader(
                        bytes,
                        charset(dialect)
                                .newDecoder()
                                .replaceWith(String.valueOf(MALFORMED))
                                .onMalformedInput(CodingErrorAction.REPLACE)
                                .onUnmappableCharacter(CodingErrorAction.REPLACE)),
                BUFFER_CHARS);
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        return reader;
    }

    /** The bytes of the text, whatever their encoding. */
    public static InputStream decompressed(Path path, String fileName, CsvDialect dialect) throws IOException {
        InputStream file = new BufferedInputStream(Files.newInputStream(path));
        try {
            return switch (dialect.compressionOf(fileName)) {
                case NONE -> file;
                case GZIP -> new GZIPInputStream(file);
                case ZSTD -> new ZstdInputStream(file);
            };
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static Charset charset(CsvDialect dialect) {
        return switch (dialect.encoding().orElse(Encoding.UTF_8)) {
            case UTF_8 -> StandardCharsets.UTF_8;
            case UTF_16 -> StandardCharsets.UTF_16;
            case LATIN_1 -> StandardCharsets.ISO_8859_1;
            case WINDOWS_1252 -> Charset.forName("windows-1252");
        };
    }
}
