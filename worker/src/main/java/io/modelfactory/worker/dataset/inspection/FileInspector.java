package io.modelfactory.worker.dataset.inspection;

import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.duckdb.DuckDbType;
import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import io.modelfactory.worker.dataset.file.ColumnUse;
import io.modelfactory.worker.dataset.file.CsvFormatException;
import io.modelfactory.worker.dataset.file.DataFileReader;
import io.modelfactory.worker.dataset.file.FileColumn;
import io.modelfactory.worker.dataset.file.FileColumns;
import io.modelfactory.worker.dataset.file.ReadingRules;
import io.modelfactory.worker.dataset.file.TextForm;
import io.modelfactory.worker.dataset.file.TimeFormat;
import io.modelfactory.worker.dataset.file.Utf8Transcoder;
import io.modelfactory.worker.dataset.file.VerifiedFile;
import io.modelfactory.worker.dataset.inspection.FileInspection.ColumnInspection;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.CsvDialect;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at a data file before anything is declared about it, by the rules by which a run will read it. */
public final class FileInspector {
    /** Expressions of so many columns go into one statement. */
    private static final int COLUMNS_AT_ONCE = 40;

    private static final int MAX_EXAMPLE_CHARS = 40;
    private static final String PARQUET = "PAR1";

    private final Path scratch;
    private final String memoryLimit;
    private final List<String> missing;

    /**
     * @param scratch folder for spilled data
     * @param memoryLimit as DuckDB writes it, such as {@code 1GB}
     * @param missing texts that mean "no value", beside the empty text
     */
    public FileInspector(Path scratch, String memoryLimit, List<String> missing) {
        this.scratch = scratch;
        this.memoryLimit = memoryLimit;
        this.missing = new ArrayList<>(List.of(""));
        this.missing.addAll(missing);
    }

    /**
     * @param given what is known of how CSV is written; the rest is found
     * @throws FailureException {@code DATASET_INVALID} if it cannot be read, with the reason and what it looks like
     * @throws TransientFaultException if the disk fails
     */
    public FileInspection inspect(Path file, CsvDialect given) {
        String name = String.valueOf(file.getFileName());
        try {
            if (isParquet(file)) {
                ReadingRules rules = rules(Format.PARQUET, CsvDialect.DEFAULT);
                if (!given.equals(CsvDialect.DEFAULT)) {
                    throw reader(file, rules).invalid("is a Parquet file; options of CSV files do not apply");
                }
                return inspect(file, name, rules, List.of());
            }
            try {
                DetectedDialect found = new CsvDialectDetector(file, name, given).detect();
                return inspect(file, name, rules(Format.CSV, found.dialect()), found.open());
            } catch (CsvFormatException e) {
                DataFileReader reader = reader(file, rules(Format.CSV, given));
                throw reader.invalid(e.getMessage() + reader.look());
            }
        } catch (IOException e) {
            throw new TransientFaultException("cannot read " + name, e);
        }
    }

    /** As {@link #inspect(Path, CsvDialect)}, of a file that was written here; nothing about it is open. */
    public FileInspection inspectOwn(Path file, Format format, CsvDialect csv) {
        String name = String.valueOf(file.getFileName());
        try {
            return inspect(file, name, rules(format, csv), List.of());
        } catch (IOException e) {
            throw new TransientFaultException("cannot read " + name, e);
        }
    }

    /** A file of a dataset, by the rules that are declared for it; nothing about it is open. */
    FileInspection inspectDeclared(Path local, ReadingRules rules, DataFile file) throws IOException {
        VerifiedFile declared = new VerifiedFile(0, rules, file, local, VerifiedFile.FileVersion.of(local));
        return inspect(readable(declared, scratch), file.ref(), rules, List.of());
    }

    private FileInspection inspect(Path file, String name, ReadingRules rules, List<OpenQuestion> open)
            throws IOException {
        return inspect(readable(unpinned(file, rules), scratch), name, rules, open);
    }

    private FileInspection inspect(VerifiedFile readable, String name, ReadingRules rules, List<OpenQuestion> open) {
        try (DuckDb db = DuckDb.open(
                scratch, Runtime.getRuntime().availableProcessors(), memoryLimit, List.of(readable.path()))) {
            return inspect(db, new DataFileReader(readable), rules, name, open);
        }
    }

    public ReadingRules rules(Format format, CsvDialect csv) {
        TimeFormat iso = TimeFormat.of(Optional.empty());
        return new ReadingRules(
                format, csv, missing.stream().map(TextForm::of).distinct().toList(), iso, iso);
    }

    private static DataFileReader reader(Path file, ReadingRules rules) throws IOException {
        return new DataFileReader(unpinned(file, rules));
    }

    /** A file that no materialization pins yet. */
    private static VerifiedFile unpinned(Path file, ReadingRules rules) throws IOException {
        VerifiedFile.FileVersion version = VerifiedFile.FileVersion.of(file);
        DataFile unpinned = new DataFile(String.valueOf(file.getFileName()), "", version.bytes(), 0);
        return new VerifiedFile(0, rules, unpinned, file, version);
    }

    /** The file itself, or a copy of it in a folder of {@code scratch}, in an encoding that the database reads. */
    public static VerifiedFile readable(Path file, ReadingRules rules, Path scratch) throws IOException {
        return readable(unpinned(file, rules), scratch);
    }

    private static VerifiedFile readable(VerifiedFile file, Path scratch) throws IOException {
        return new Utf8Transcoder(Files.createTempDirectory(scratch, "utf-8-"))
                .transcode(List.of(file))
                .get(0);
    }

    private static boolean isParquet(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(PARQUET.length()), PARQUET.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static FileInspection inspect(
            DuckDb db, DataFileReader reader, ReadingRules rules, String name, List<OpenQuestion> open) {
        FileColumns columns = reader.columns(db);
        if (columns.inOrder().size() == 1 && !reader.look().isEmpty()) {
            throw reader.invalid("has a single column" + reader.look());
        }
        List<ColumnInspection> inspected = new ArrayList<>();
        long rows = 0;
        try {
            rows = db.tryQuery("SELECT count(*) FROM " + reader.from(columns), row -> row.getLong(1))
                    .get(0);
            for (int from = 0; from < columns.inOrder().size(); from += COLUMNS_AT_ONCE) {
                int to = Math.min(columns.inOrder().size(), from + COLUMNS_AT_ONCE);
                inspected.addAll(
                        inspect(db, reader, columns, rules, columns.inOrder().subList(from, to)));
            }
        } catch (SQLException e) {
            throw reader.refused(e);
        }
        return new FileInspection(name, rules.format(), rules.csv(), rows, inspected, open);
    }

    private static List<ColumnInspection> inspect(
            DuckDb db, DataFileReader reader, FileColumns columns, ReadingRules rules, List<FileColumn> some)
            throws SQLException {
        String values = some.stream().map(column -> values(column, rules)).collect(joining(", "));
        String counts = some.stream().map(FileInspector::counts).collect(joining(", "));
        return db.tryQuery(
                        "SELECT " + counts + " FROM (SELECT " + values + " FROM " + reader.from(columns) + ")", row -> {
                            List<ColumnInspection> found = new ArrayList<>();
                            int next = 1;
                            for (FileColumn column : some) {
                                long missing = row.getLong(next++);
                                long distinct = row.getLong(next++);
                                long noNumbers = row.getLong(next++);
                                boolean times = row.getLong(next++) == 0 && distinct > 0;
                                String least = row.getString(next++);
                                String greatest = row.getString(next++);
                                List<String> texts = examples(row.getString(next++), row.getString(next++));
                                found.add(new ColumnInspection(
                                        column.name(),
                                        type(column, distinct, noNumbers == 0),
                                        column.type(),
                                        missing,
                                        distinct,
                                        times,
                                        examples(least, greatest),
                                        noNumbers,
                                        noNumbers == 0 ? List.of() : texts));
                            }
                            return found;
                        })
                .get(0);
    }

    /** The column as text, as a number that is infinite if it is none, and whether it is no time. */
    private static String values(FileColumn column, ReadingRules rules) {
        String id = SqlQuoting.identifier(column.sqlName());
        String text = ColumnUse.TEXT.accepts(column.type(), rules)
                ? composed(ColumnUse.TEXT.steps(column.type(), rules), id)
                : "CAST(" + id + " AS VARCHAR)";
        boolean number = ColumnUse.NUMBER.accepts(column.type(), rules);
        String value =
                number || rules.isCsv() ? composed(ColumnUse.NUMBER.steps(column.type(), rules), id) : "NULL::FLOAT";
        // A column that is stored as numbers has no others, though a run refuses those that are infinite.
        String noNumber = rules.isCsv() ? "coalesce(isinf(" + value + "), false)" : String.valueOf(!number);
        String noTime = ColumnUse.EVENT_TIME.accepts(column.type(), rules)
                ? "(" + text + ") IS NOT NULL AND (" + composed(ColumnUse.EVENT_TIME.steps(column.type(), rules), id)
                        + ") IS NULL"
                : "true";
        String sql = column.sqlName();
        return "%s AS %s, %s AS %s, %s AS %s, %s AS %s"
                .formatted(
                        // A number without an exact text form is missing from no row for that.
                        text.equals(id)
                                ? id
                                : "coalesce(" + text + ", CASE WHEN NOT (" + noNumber + ") THEN CAST(" + id
                                        + " AS VARCHAR) END)",
                        SqlQuoting.identifier("t_" + sql),
                        value,
                        SqlQuoting.identifier("v_" + sql),
                        noNumber,
                        SqlQuoting.identifier("n_" + sql),
                        noTime,
                        SqlQuoting.identifier("z_" + sql));
    }

    private static String composed(List<String> steps, String column) {
        String expression = column;
        for (String step : steps) {
            expression = step.formatted("(" + expression + ")");
        }
        return expression;
    }

    private static String counts(FileColumn column) {
        String text = SqlQuoting.identifier("t_" + column.sqlName());
        String noNumber = "count(*) FILTER (" + SqlQuoting.identifier("n_" + column.sqlName()) + ")";
        // Numbers are ordered as numbers, all others as texts.
        String extreme = "CASE WHEN " + noNumber + " = 0 THEN arg_%1$s(%2$s, %3$s) ELSE %1$s(%2$s) END";
        String value = SqlQuoting.identifier("v_" + column.sqlName());
        return String.join(
                ", ",
                "count(*) - count(" + text + ")",
                "count(DISTINCT " + text + ")",
                noNumber,
                "count(*) FILTER (" + SqlQuoting.identifier("z_" + column.sqlName()) + ")",
                extreme.formatted("min", text, value),
                extreme.formatted("max", text, value),
                "min(" + text + ") FILTER (" + SqlQuoting.identifier("n_" + column.sqlName()) + ")",
                "max(" + text + ") FILTER (" + SqlQuoting.identifier("n_" + column.sqlName()) + ")");
    }

    private static Optional<FeatureType> type(FileColumn column, long distinct, boolean numbers) {
        if (distinct == 0) {
            return Optional.empty();
        }
        DuckDbType kind = DuckDbType.of(column.type());
        if (kind == DuckDbType.TIME || kind == DuckDbType.OTHER) {
            return Optional.empty();
        }
        return Optional.of(numbers ? FeatureType.NUMERIC : FeatureType.CATEGORICAL);
    }

    private static List<String> examples(@Nullable String least, @Nullable String greatest) {
        if (least == null || greatest == null) {
            return List.of();
        }
        List<String> texts = least.equals(greatest) ? List.of(least) : List.of(least, greatest);
        return texts.stream()
                .map(text -> text.length() > MAX_EXAMPLE_CHARS ? text.substring(0, MAX_EXAMPLE_CHARS) + "..." : text)
                .toList();
    }
}
