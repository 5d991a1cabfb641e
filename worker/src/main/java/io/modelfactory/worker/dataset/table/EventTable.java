package io.modelfactory.worker.dataset.table;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.model.FeatureType.NUMERIC;
import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.duckdb.DuckDbErrors;
import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import io.modelfactory.worker.dataset.file.VerifiedFile;
import io.modelfactory.worker.dataset.table.EventColumns.SourceColumn;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.progress.RowsRead;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads verified files, each once, into the table {@code events}: the index of the dataset, the roles' columns, and the
 * features as {@code f0}, {@code f1}, ... Times are microseconds since 1970 in UTC, numbers are floats.
 */
public final class EventTable {
    private static final int MIN_ROWS = 10;
    private static final String INSERT = "INSERT INTO events BY NAME ";
    /** The columns of one file as it has them. */
    private static final String TEXTS = "file_texts";

    private final DuckDb db;
    private EventColumns columns;
    private final ProgressListener progress;

    /** @param progress told how many rows were read, after some files each time */
    public EventTable(DuckDb db, EventColumns columns, ProgressListener progress) {
        this.db = db;
        this.columns = columns;
        this.progress = progress;
    }

    /** @return the files and how their columns were read */
    public List<SourceFile> load(List<VerifiedFile> files) {
        List<SourceFile> sources = new ArrayList<>();
        // The columns of all files come first: a table is created only for features that the files have.
        for (VerifiedFile file : files) {
            sources.add(SourceFile.of(file, columns, db));
        }
        columns = columns.withCodes(CodedTexts.find(db, columns, sources));
        create();
        long total = files.stream().mapToLong(file -> file.pinned().rows()).sum();
        long rows = 0;
        progress.onRowsRead(new RowsRead(rows, total));
        for (List<SourceFile> together : SourceFiles.together(sources)) {
            rows += read(together);
            progress.onRowsRead(new RowsRead(rows, total));
        }
        if (rows < MIN_ROWS) {
            throw new FailureException(
                    DATASET_INVALID,
                    "row_count: " + rows + " rows are too few to learn from; at least " + MIN_ROWS + " are needed");
        }
        return sources;
    }

    /** As the table has them, once rows were read. */
    public EventColumns columns() {
        return columns;
    }

    private void create() {
        StringBuilder features = new StringBuilder();
        for (int i = 0; i < columns.features().size(); i++) {
            String column = EventColumns.tableColumn(i);
            boolean numeric = columns.features().get(i).type() == NUMERIC;
            features.append(", %s %s".formatted(column, numeric ? "FLOAT" : columns.textType(column)));
        }
        db.createTable("events", """
                dataset INTEGER, event_id VARCHAR, event_time BIGINT, label %s, label_observed_time BIGINT,
                positive BOOLEAN, entity_id VARCHAR, amount DOUBLE%s%s%s""".formatted(
                        columns.textType("label"),
                        columns.hasWeight() ? ", weight FLOAT" : "",
                        columns.hasSamplingRate() ? ", sampling_rate DOUBLE" : "",
                        features));
    }

    /** Where something is wrong with one of several, they are read one by one, so that its name can be told. */
    private long read(List<SourceFile> together) {
        long announced = SourceFiles.rows(together);
        if (together.size() > 1 && SourceFiles.haveTheirRows(db, together)) {
            try {
                for (SourceFile source : together) {
                    source.requireTextForms(db);
                }
                long rows = db.tryUpdate(insert(together));
                together.forEach(source -> source.file().requireUnchanged());
                if (rows != announced) {
                    throw new IllegalStateException(rows + " rows were read of " + announced);
                }
                return rows;
            } catch (SQLException refused) {
                if (DuckDbErrors.isResourceFailure(refused)) {
                    throw together.get(0).reader().refused(refused);
                }
            }
        }
        return together.stream().mapToLong(this::read).sum();
    }

    private long read(SourceFile source) {
        try {
            source.requireTextForms(db);
            long rows = isReadAsTexts(source) ? insertTexts(source) : db.tryUpdate(insert(List.of(source)));
            source.file().requireUnchanged();
            if (rows != source.file().pinned().rows()) {
                throw source.reader()
                        .invalid("rows must be " + source.file().pinned().rows() + ", the file has " + rows);
            }
            return rows;
        } catch (SQLException e) {
            throw source.reader().refused(e);
        }
    }

    private String insert(List<SourceFile> together) {
        return together.stream()
                .map(source -> select(source, source.values(columns.sources())))
                .collect(joining("\nUNION ALL ", INSERT, ""));
    }

    /** Where plans are kept, that of the values outlives the file, since all columns of all CSV files are texts. */
    private boolean isReadAsTexts(SourceFile source) {
        return db.isKept() && source.file().rules().isCsv();
    }

    private long insertTexts(SourceFile source) throws SQLException {
        List<SourceColumn> read = columns.sources();
        db.createTable(
                TEXTS,
                read.stream().map(column -> column.tableColumn() + " VARCHAR").collect(joining(", ")));
        db.tryUpdate("INSERT INTO " + TEXTS + " " + source.texts(read));
        long rows = db.tryUpdate(INSERT + select(source, source.valuesOfTexts(read, TEXTS)));
        db.tryUpdate("DELETE FROM " + TEXTS);
        return rows;
    }

    /** @param values a subquery with the values of all columns */
    private String select(SourceFile source, String values) {
        String targets =
                columns.sources().stream().map(SourceColumn::tableColumn).collect(joining(", "));
        return """
            (SELECT %d AS dataset, label = %s AS positive, %s
            FROM %s)""".formatted(source.file().dataset(), SqlQuoting.literal(columns.positiveLabel()), targets, values);
    }
}
