package io.modelfactory.worker.dataset.inspection;

import io.modelfactory.worker.dataset.file.CsvText;
import io.modelfactory.worker.dataset.inspection.OpenQuestion.Choice;
import io.modelfactory.worker.resolve.CsvDialect;
import io.modelfactory.worker.resolve.CsvDialect.Encoding;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The encoding of a text by all of its bytes: UTF-16 has a mark; what is not UTF-8 is Latin-1, in which every byte is a
 * character. Windows-1252 has other characters than Latin-1 for the bytes 0x80 to 0x9f only.
 *
 * @param encoding empty for UTF-8
 */
record DetectedEncoding(Optional<Encoding> encoding, List<OpenQuestion> open) {
    /** Bytes that are control characters in Latin-1, which no text has, and mean nothing in Windows-1252. */
    private static final List<Integer> NOT_OF_WINDOWS_1252 = List.of(0x81, 0x8d, 0x8f, 0x90, 0x9d);

    static DetectedEncoding of(Path file, String name, CsvDialect dialect) throws IOException {
        byte[] start;
        try (InputStream in = CsvText.decompressed(file, name, dialect)) {
            start = in.readNBytes(2);
        }
        if (start.length == 2 && ((start[0] & 0xff) + (start[1] & 0xff)) == 0xff + 0xfe) {
            return new DetectedEncoding(Optional.of(Encoding.UTF_16), List.of());
        }
        if (isUtf8(file, name, dialect)) {
            return new DetectedEncoding(Optional.empty(), List.of());
        }
        return differs(file, name, dialect)
                ? new DetectedEncoding(Optional.of(Encoding.WINDOWS_1252), List.of(question()))
                : new DetectedEncoding(Optional.of(Encoding.LATIN_1), List.of());
    }

    private static boolean isUtf8(Path file, String name, CsvDialect dialect) throws IOException {
        try (Reader text = CsvText.open(file, name, dialect)) {
            int next = text.read();
            while (next >= 0) {
                if (next == CsvText.MALFORMED) {
                    return false;
                }
                next = text.read();
            }
            return true;
        }
    }

    /** Whether the bytes are other texts in Windows-1252 than in Latin-1. */
    private static boolean differs(Path file, String name, CsvDialect dialect) throws IOException {
        boolean found = false;
        try (InputStream bytes = new BufferedInputStream(CsvText.decompressed(file, name, dialect))) {
            for (int next = bytes.read(); next >= 0; next = bytes.read()) {
                if (NOT_OF_WINDOWS_1252.contains(next)) {
                    return false;
                }
                found |= next >= 0x80 && next <= 0x9f;
            }
        }
        return found;
    }

    private static OpenQuestion question() {
        return new OpenQuestion(
                "the text is not UTF-8, and of several encodings that fit; say which by --encoding",
                List.of(
                        Choice.of("what spreadsheets call ANSI", "--encoding", "windows-1252"),
                        Choice.of("ISO 8859-1", "--encoding", "latin-1")));
    }
}
