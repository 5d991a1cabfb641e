package io.modelfactory.worker.dataset.file;

import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a file that does not fit its declaration looks like, by its first bytes. */
final class FileLook {
    private static final int FIRST_BYTES = 4096;
    private static final String PARQUET = "PAR1";
    private static final Map<Character, String> DELIMITERS = Map.of(
            ';', "text separated by ';'; declare csv.delimiter",
            '\t', "text separated by tabs; declare csv.delimiter",
            '|', "text separated by '|'; declare csv.delimiter");

    private FileLook() {}

    /** @return a description of something other than Parquet, or than CSV with the delimiter */
    static Optional<String> of(Path path, char delimiter, boolean csv) {
        try (InputStream file = Files.newInputStream(path)) {
            String start = new String(file.readNBytes(FIRST_BYTES), StandardCharsets.ISO_8859_1);
            Optional<String> look = binary(start).or(() -> document(start));
            return csv
                    ? look.or(() -> delimited(start, delimiter))
                    : look.filter(found -> !start.startsWith(PARQUET)).or(() -> text(start));
        } catch (IOException e) {
            throw new TransientFaultException("cannot read the start of " + path.getFileName(), e);
        }
    }

    private static Optional<String> binary(String start) {
        Map<String, String> marks = Map.of(
                PARQUET,
                "a Parquet file",
                "\u001f\u008b",
                "a gzip file; declare csv.compression",
                "(\u00b5/\u00fd",
                "a Zstandard file; declare csv.compression",
                "PK\u0003\u0004",
                "a ZIP file or a spreadsheet",
                "\u00ff\u00fe",
                "UTF-16 text; declare csv.encoding",
                "\u00fe\u00ff",
                "UTF-16 text; declare csv.encoding",
                "ORC",
                "an ORC file",
                "Obj\u0001",
                "an Avro file");
        return marks.entrySet().stream()
                .filter(mark -> start.startsWith(mark.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> start.indexOf('\0') >= 0 ? Optional.of("binary data or UTF-16 text") : Optional.empty());
    }

    private static Optional<String> document(String start) {
        String text = start.strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("version https://git-lfs")) {
            return Optional.of("a Git LFS pointer; the file itself was not downloaded");
        }
        if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
            return Optional.of("an HTML page, as of a failed download or a login");
        }
        if (text.startsWith("<?xml")) {
            return Optional.of("an XML document");
        }
        return text.startsWith("{") || text.startsWith("[") ? Optional.of("JSON") : Optional.empty();
    }

    private static Optional<String> text(String start) {
        return !start.startsWith(PARQUET) && start.lines().count() > 1
                ? Optional.of("text, such as CSV")
                : Optional.empty();
    }

    private static Optional<String> delimited(String start, char delimiter) {
        String firstLine = start.lines().findFirst().orElse("");
        long declared = count(firstLine, delimiter);
        return DELIMITERS.entrySet().stream()
                .filter(other -> other.getKey() != delimiter && count(firstLine, other.getKey()) > declared)
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static long count(String text, char c) {
        return text.chars().filter(found -> found == c).count();
    }
}
