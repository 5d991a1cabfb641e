package io.modelfactory.worker.dataset;

import io.modelfactory.worker.resolve.CsvDialect;
import io.modelfactory.worker.resolve.CsvDialect.Compression;
import io.modelfactory.worker.resolve.CsvDialect.Encoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds how a CSV file is written by its first records, so that it can be declared. A run never uses this: it reads
 * what is declared.
 */
final class CsvDialectDetector {
    private static final int RECORDS = 100;
    private static final Optional<String> NONE = Optional.empty();
    private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');

    /** A quote inside a quoted field is doubled, or follows a backslash. */
    private static final List<Optional<String>> ESCAPES = List.of(NONE, Optional.of("\\"));

    private static final Pattern NUMBER = Pattern.compile("\\s*[+-]?(\\d+[.,]?\\d*|[.,]\\d+)([eE][+-]?\\d+)?\\s*");
    private static final Pattern COMMA_NUMBER = Pattern.compile("\\s*[+-]?\\d*,\\d+\\s*");
    private static final Pattern POINT_NUMBER = Pattern.compile("\\s*[+-]?\\d*\\.\\d+\\s*");

    private final Path file;
    private final String name;

    /** @param name of the file; its ending says whether it is compressed, unless its first bytes do */
    CsvDialectDetector(Path file, String name) {
        this.file = file;
        this.name = name;
    }

    /** @throws CsvFormatException if no delimiter and escape divide the first records into the same fields */
    CsvDialect detect() throws IOException, CsvFormatException {
        Optional<Compression> compression = compression();
        CsvDialect plain = new CsvDialect(NONE, NONE, NONE, encoding(compression), NONE, Optional.empty(), compression);
        Optional<CsvFormatException> fault = Optional.empty();
        Optional<Candidate> best = Optional.empty();
        for (Optional<String> escape : ESCAPES) {
            for (char delimiter : DELIMITERS) {
                CsvDialect dialect = withFields(plain, delimiter, escape);
                try {
                    Candidate candidate = new Candidate(dialect, records(dialect));
                    if (candidate.isUniform()
                            && candidate.width() > best.map(Candidate::width).orElse(0)) {
                        best = Optional.of(candidate);
                    }
                } catch (CsvFormatException e) {
                    fault = fault.or(() -> Optional.of(e));
                }
            }
        }
        if (best.isEmpty() || (best.get().width() == 1 && fault.isPresent())) {
            throw fault.orElseGet(() -> new CsvFormatException(
                    1, 1, "the first records have different numbers of fields, whatever the delimiter"));
        }
        return best.get().declared();
    }

    /** What is as by default is left out, as in a declaration. */
    private static CsvDialect withFields(CsvDialect plain, char delimiter, Optional<String> escape) {
        return new CsvDialect(
                Optional.of(String.valueOf(delimiter)).filter(found -> !found.equals(",")),
                NONE,
                escape,
                plain.encoding(),
                NONE,
                Optional.empty(),
                plain.compression());
    }

    private record Candidate(CsvDialect dialect, List<List<String>> records) {
        int width() {
            return records.isEmpty() ? 0 : records.get(0).size();
        }

        boolean isUniform() {
            return records.stream().allMatch(record -> record.size() == width());
        }

        /** A first record with a number is no header, unless it is the only one. */
        CsvDialect declared() {
            boolean numbers = records.size() > 1
                    && records.get(0).stream()
                            .anyMatch(field -> NUMBER.matcher(field).matches());
            return new CsvDialect(
                    dialect.delimiter(),
                    NONE,
                    dialect.escape(),
                    dialect.encoding(),
                    decimal(),
                    numbers ? Optional.of(false) : Optional.empty(),
                    dialect.compression());
        }

        private Optional<String> decimal() {
            boolean commas = hasField(COMMA_NUMBER) && dialect.delimiterChar() != ',';
            return commas && !hasField(POINT_NUMBER) ? Optional.of(",") : Optional.empty();
        }

        private boolean hasField(Pattern pattern) {
            return records.stream()
                    .flatMap(List::stream)
                    .anyMatch(field -> pattern.matcher(field).matches());
        }
    }

    private Optional<Compression> compression() throws IOException {
        byte[] start = start(Optional.of(Compression.NONE), 4);
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

    private byte[] start(Optional<Compression> compression, int bytes) throws IOException {
        try (InputStream in = CsvText.decompressed(file, name, compressedBy(compression))) {
            return in.readNBytes(bytes);
        }
    }

    /** UTF-16 has a mark; what is not UTF-8 is taken for Latin-1, in which every byte is a character. */
    private Optional<Encoding> encoding(Optional<Compression> compression) throws IOException {
        byte[] start = start(compression, 2);
        if (start.length == 2 && ((start[0] & 0xff) + (start[1] & 0xff)) == 0xff + 0xfe) {
            return Optional.of(Encoding.UTF_16);
        }
        try (Reader text = CsvText.open(file, name, compressedBy(compression))) {
            int next = text.read();
            while (next >= 0) {
                if (next == CsvText.MALFORMED) {
                    return Optional.of(Encoding.LATIN_1);
                }
                next = text.read();
            }
            return Optional.empty();
        }
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
