package io.modelfactory.worker.dataset.file;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static java.util.stream.Collectors.joining;

import com.github.luben.zstd.ZstdIOException;
import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.duckdb.DuckDbErrors;
import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.resolve.CsvDialect;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipException;

/** Names and types of a data file's columns, the table function that reads its rows, and why it cannot be read. */
public final class DataFileReader {
    private final VerifiedFile file;
    private final ReadingRules rules;
    private final String ref;

    public DataFileReader(VerifiedFile file) {
        this.file = file;
        this.rules = file.rules();
        this.ref = file.pinned().ref();
    }

    /**
     * @throws FailureException {@code DATASET_INVALID} if the file has no columns to read, or names them ambiguously
     */
    public FileColumns columns(DuckDb db) {
        FileColumns columns = rules.isCsv() ? csvColumns() : parquetColumns(db);
        List<String> duplicates = columns.duplicates();
        if (!duplicates.isEmpty()) {
            throw invalid(String.join("; ", duplicates));
        }
        return columns;
    }

    private FileColumns csvColumns() {
        requireSoundCompression();
        try (Reader text = CsvText.open(file.path(), ref, rules.csv())) {
            List<String> first = new CsvRecordReader(text, rules.csv()).next();
            if (first.isEmpty()) {
                throw invalid("has no rows and no header" + look());
            }
            List<FileColumn> columns = new ArrayList<>();
            for (int i = 0; i < first.size(); i++) {
                String name = rules.csv().hasHeader() ? first.get(i) : "";
                columns.add(new FileColumn(name.isEmpty() ? "#" + (i + 1) : name, "VARCHAR", "c" + i));
            }
            return new FileColumns(columns);
        } catch (CsvFormatException e) {
            throw invalid(e.getMessage() + look());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The database does not compare a compressed file's check sum with what it decompresses. */
    private void requireSoundCompression() {
        if (rules.csv().compressionOf(ref) == CsvDialect.Compression.NONE) {
            return;
        }
        try (InputStream bytes = CsvText.decompressed(file.path(), ref, rules.csv())) {
            bytes.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private FileColumns parquetColumns(DuckDb db) {
        try {
            List<String> names = topLevelNames(db);
            List<FileColumn> columns = new ArrayList<>();
            db.tryQuery("DESCRIBE SELECT * FROM " + from(new FileColumns(List.of())), row -> {
                String name = columns.size() < names.size() ? names.get(columns.size()) : row.getString(1);
                return columns.add(new FileColumn(
                        name.isEmpty() ? "#" + (columns.size() + 1) : name, row.getString(2), row.getString(1)));
            });
            return new FileColumns(columns);
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    /** As the file has them: where names repeat, the database invents others. */
    private List<String> topLevelNames(DuckDb db) throws SQLException {
        record Element(String name, int children) {}
        List<Element> elements = db.tryQuery(
                "SELECT name, coalesce(num_children, 0) FROM parquet_schema(" + path() + ")",
                row -> new Element(row.getString(1), row.getInt(2)));
        List<String> names = new ArrayList<>();
        int nested = 0;
        for (Element element : elements.subList(Math.min(1, elements.size()), elements.size())) {
            if (nested == 0) {
                names.add(element.name());
            } else {
                nested--;
            }
            nested += element.children();
        }
        return names;
    }

    /** The table function that reads the rows, each column under its {@link FileColumn#sqlName}. */
    public String from(FileColumns columns) {
        if (!rules.isCsv()) {
            return "read_parquet(" + path() + ", hive_partitioning = false)";
        }
        CsvDialect csv = rules.csv();
        String types = columns.inOrder().stream()
                .map(column -> "'" + column.sqlName() + "': 'VARCHAR'")
                .collect(joining(", ", "{", "}"));
        return """
                read_csv(%s, auto_detect = false, columns = %s, header = %s, delim = %s, quote = %s, escape = %s, skip = 0,
                    comment = '', encoding = '%s', compression = '%s', nullstr = '', hive_partitioning = false)
                """.formatted(
                        path(),
                        types,
                        csv.hasHeader(),
                        SqlQuoting.literal(String.valueOf(csv.delimiterChar())),
                        SqlQuoting.literal(csv.quoteText()),
                        SqlQuoting.literal(csv.escapeText()),
                        wireName(csv.encoding().orElse(CsvDialect.Encoding.UTF_8)),
                        wireName(csv.compressionOf(ref)));
    }

    private static String wireName(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private String path() {
        return SqlQuoting.literal(file.path().toString());
    }

    public FailureException invalid(String message) {
        return new FailureException(DATASET_INVALID, ref + ": " + message);
    }

    /** What the file looks like if it does not look as declared, to be appended to a message. */
    public String look() {
        return FileLook.of(file.path(), rules.csv().delimiterChar(), rules.isCsv())
                .map(look -> "; it looks like " + look)
                .orElse("");
    }

    /** The reason why the database could not read the file, without values from its rows. */
    public RuntimeException refused(SQLException e) {
        file.requireUnchanged();
        if (DuckDbErrors.isDamagedStream(e)) {
            return undecompressable(e);
        } else if (DuckDbErrors.isResourceFailure(e)) {
            return DuckDbErrors.toException(e);
        }
        String format = wireName(rules.format());
        String reason = (rules.isCsv() ? csvFault() : Optional.<String>empty()).orElseGet(() -> DuckDbErrors.reason(e));
        return new FailureException(
                DATASET_INVALID,
                ref + ": cannot be read as " + format + ": "
                        + reason.replace(file.path().toString(), ref) + look(),
                e);
    }

    private Optional<String> csvFault() {
        try (Reader text = CsvText.open(file.path(), ref, rules.csv())) {
            new CsvRecordReader(text, rules.csv()).requireUniform();
            return Optional.empty();
        } catch (CsvFormatException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Why a file cannot be read that has bytes which are not of its encoding. */
    FailureException malformed() {
        return invalid("cannot be read as csv: " + csvFault().orElse("bytes that are not of csv.encoding") + look());
    }

    /** Damaged is what was compressed wrongly; a disk that fails is a passing fault. */
    RuntimeException unreadable(IOException e) {
        boolean damaged = e instanceof ZipException || e instanceof EOFException || e instanceof ZstdIOException;
        return damaged ? undecompressable(e) : new TransientFaultException("cannot read " + ref, e);
    }

    private FailureException undecompressable(Exception e) {
        return new FailureException(
                DATASET_INVALID,
                ref + ": cannot be decompressed: is cut off, or followed by something else" + look(),
                e);
    }
}
