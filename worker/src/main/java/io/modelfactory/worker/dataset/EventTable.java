package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.resolve.DatasetMaterialization.FeatureType.NUMERIC;
import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.dataset.EventColumns.SourceColumn;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.DatasetMaterialization.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.Format;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads verified files, each once, into the table {@code events}: the index of the dataset, the roles' columns, and the
 * features as {@code f0}, {@code f1}, ... Times are microseconds since 1970 in UTC, numbers are floats.
 */
final class EventTable {
    private static final int MIN_ROWS = 10;

    private final DuckDb db;
    private final EventColumns columns;

    EventTable(DuckDb db, EventColumns columns) {
        this.db = db;
        this.columns = columns;
    }

    void load(List<VerifiedFile> files) {
        create();
        long rows = 0;
        for (VerifiedFile file : files) {
            rows += load(file);
        }
        if (rows < MIN_ROWS) {
            throw new FailureException(
                    DATASET_INVALID,
                    "row_count: " + rows + " rows are too few to learn from; at least " + MIN_ROWS + " are needed");
        }
    }

    private void create() {
        StringBuilder features = new StringBuilder();
        for (int i = 0; i < columns.features().size(); i++) {
            FeatureType type = columns.features().get(i).type();
            features.append(", ").append(EventColumns.tableColumn(i)).append(type == NUMERIC ? " FLOAT" : " VARCHAR");
        }
        db.update("""
                CREATE TABLE events (
                    dataset INTEGER, event_id VARCHAR, event_time BIGINT, label VARCHAR, label_observed_time BIGINT,
                    positive BOOLEAN%s)
                """.formatted(features));
    }

    private long load(VerifiedFile file) {
        try {
            requireUsable(file, describe(file));
            long rows = db.tryUpdate(insert(file));
            file.requireUnchanged();
            if (rows != file.pinned().rows()) {
                throw invalid(file, "rows must be " + file.pinned().rows() + ", the file has " + rows);
            }
            return rows;
        } catch (SQLException e) {
            file.requireUnchanged();
            if (DuckDb.isResourceFailure(e)) {
                throw DuckDb.toException(e);
            }
            // The message must not reveal the local path of the store.
            String reason = DuckDb.firstLine(e)
                    .replace(file.path().toString(), file.pinned().ref());
            throw invalid(file, "cannot be read as " + file.format() + ": " + reason, e);
        }
    }

    /** Types by column, as the file has them. */
    private Map<String, String> describe(VerifiedFile file) throws SQLException {
        Map<String, String> types = new HashMap<>();
        db.tryQuery("DESCRIBE SELECT * FROM " + reader(file), row -> types.put(row.getString(1), row.getString(2)));
        return types;
    }

    private void requireUsable(VerifiedFile file, Map<String, String> types) {
        List<String> problems = new ArrayList<>();
        for (SourceColumn source : columns.sources()) {
            String type = types.get(source.column());
            if (type == null) {
                problems.add("column " + QuotedText.of(source.column()) + " is missing");
            } else if (file.format() == Format.PARQUET && !source.use().acceptsTypeDescription(type)) {
                problems.add("column " + QuotedText.of(source.column()) + " must be "
                        + source.use().acceptedTypes() + ", it is " + type);
            }
        }
        if (!problems.isEmpty()) {
            throw invalid(file, String.join("; ", problems));
        }
    }

    private String insert(VerifiedFile file) {
        String targets =
                columns.sources().stream().map(SourceColumn::tableColumn).collect(joining(", "));
        String values = columns.sources().stream()
                .map(source -> source.use().readExpression(SqlQuoting.identifier(source.column()), file.format())
                        + " AS " + source.tableColumn())
                .collect(joining(",\n    "));
        return """
                INSERT INTO events BY NAME
                SELECT %d AS dataset, label = %s AS positive, %s
                FROM (SELECT
                    %s
                FROM %s)
                """.formatted(
                        file.dataset(), SqlQuoting.literal(columns.positiveLabel()), targets, values, reader(file));
    }

    /** The dialect of a CSV file is fixed, not guessed: a guess could change with the rows. */
    private static String reader(VerifiedFile file) {
        String path = SqlQuoting.literal(file.path().toString());
        return switch (file.format()) {
            case PARQUET -> "read_parquet(" + path + ", hive_partitioning = false)";
            case CSV -> """
                    read_csv(%s, all_varchar = true, header = true, delim = ',', quote = '"', escape = '"', skip = 0,
                        comment = '', encoding = 'utf-8', hive_partitioning = false)
                    """.formatted(path).strip();
        };
    }

    private static FailureException invalid(VerifiedFile file, String message) {
        return new FailureException(DATASET_INVALID, file.pinned().ref() + ": " + message);
    }

    private static FailureException invalid(VerifiedFile file, String message, Throwable cause) {
        return new FailureException(DATASET_INVALID, file.pinned().ref() + ": " + message, cause);
    }
}
