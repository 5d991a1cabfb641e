package io.modelfactory.worker.dataset.inspection;

import io.modelfactory.worker.dataset.file.CsvFormatException;
import io.modelfactory.worker.dataset.file.CsvRecordReader;
import io.modelfactory.worker.dataset.file.CsvText;
import io.modelfactory.worker.resolve.CsvDialect;
import io.modelfactory.worker.resolve.CsvDialect.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds how a CSV file is written by its first records, so that it can be declared. A run never uses this: it reads
 * what is declared.
 */
final class CsvDialectDetector {
    private static final int RECORDS = 100;
    private static final Optional<String> NONE = Optional.empty();
    private static final List<Optional<String>> DELIMITERS =
            List.of(NONE, Optional.of(";"), Optional.of("\t"), Optional.of("|"));

    /** A quote inside a quoted field is doubled, or follows a backslash. */
    private static final List<Optional<String>> ESCAPES = List.of(NONE, Optional.of("\\"));

    private final Path file;
    private final String name;
    private final CsvDialect given;

    /**
     * @param name of the file; its ending says whether it is compressed, unless its first bytes do
     * @param given what need not be found
     */
    CsvDialectDetector(Path file, String name, CsvDialect given) {
        this.file = file;
        this.name = name;
        this.given = given;
    }

    /** @throws CsvFormatException if no delimiter and escape divide the first records into the same fields */
    DetectedDialect detect() throws IOException, CsvFormatException {
        Optional<Compression> compression = given.compression().isPresent() ? given.compression() : compression();
        DetectedEncoding encoding = given.encoding().isPresent()
                ? new DetectedEncoding(given.encoding(), List.of())
                : DetectedEncoding.of(file, name, compressedBy(compression));
        Optional<CsvFormatException> fault = Optional.empty();
        List<DialectCandidate> best = new ArrayList<>();
        for (Optional<String> escape : given.escape().isPresent() ? List.of(given.escape()) : ESCAPES) {
            for (Optional<String> delimiter : delimiters()) {
                CsvDialect dialect = new CsvDialect(
                        delimiter,
                        given.quote(),
                        escape,
                        encoding.encoding(),
                        given.decimal(),
                        given.header(),
                        compression);
                try {
                    DialectCandidate candidate = new DialectCandidate(dialect, records(dialect));
                    int width = best.isEmpty() ? 0 : best.get(0).width();
                    if (candidate.isUniform() && candidate.width() >= width) {
                        best.removeIf(other -> other.width() < candidate.width());
                        best.add(candidate);
                    }
                } catch (CsvFormatException e) {
                    fault = fault.or(() -> Optional.of(e));
                }
            }
        }
        if (best.isEmpty() || (best.get(0).width() == 1 && fault.isPresent())) {
            throw fault.orElseGet(() -> new CsvFormatException(
                    1, 1, "the first records have different numbers of fields, whatever the delimiter"));
        }
        List<OpenQuestion> open = new ArrayList<>(encoding.open());
        open.addAll(DialectCandidate.open(best));
        return new DetectedDialect(best.get(0).declared(), open);
    }

    /** What is as by default is left out, as in a declaration. */
    private List<Optional<String>> delimiters() {
        return given.delimiter().isPresent() ? List.of(given.delimiter()) : DELIMITERS;
    }

    private Optional<Compression> compression() throws IOException {
        byte[] start;
        try (InputStream in = CsvText.decompressed(file, name, compressedBy(Optional.of(Compression.NONE)))) {
            start = in.readNBytes(4);
        }
        Compression found = Compression.NONE;
        if (start.length >= 2 && start[0] == 0x1f && (start[1] & 0xff) == 0x8b) {
            found = Compression.GZIP;
        } else if (start.length == 4 && start[0] == 0x28 && (start[1] & 0xff) == 0xb5 && start[2] == 0x2f) {
            found = Compression.ZSTD;
        }
        return found == CsvDialect.DEFAULT.compressionOf(name) ? Optional.empty() : Optional.of(found);
    }

    private static CsvDialect compressedBy(Optional<Compression> compression) {
        return new CsvDialect(NONE, NONE, NONE, Optional.empty(), NONE, Optional.empty(), compression);
    }

    private List<List<String>> records(CsvDialect dialect) throws IOException, CsvFormatException {
        List<List<String>> records = new ArrayList<>();
        try (Reader text = CsvText.open(file, name, dialect)) {
            CsvRecordReader reader = new CsvRecordReader(text, dialect);
            while (records.size() < RECORDS) {
                List<String> next = reader.next();
                if (next.isEmpty()) {
                    break;
                }
                if (next.size() > 1 || !next.get(0).isEmpty()) {
                    records.add(next);
                }
            }
        }
        return records;
    }
}
