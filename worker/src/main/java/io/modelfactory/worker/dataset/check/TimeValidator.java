package io.modelfactory.worker.dataset.check;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.duckdb.DuckDbErrors;
import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import io.modelfactory.worker.dataset.file.ColumnUse;
import io.modelfactory.worker.dataset.file.QuotedText;
import io.modelfactory.worker.dataset.table.EpochMicros;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.dataset.table.EventColumns.SourceColumn;
import io.modelfactory.worker.dataset.table.SourceFile;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds rows without a readable time, with the value and the row of the first ones, and rows with implausible times.
 */
public final class TimeValidator {
    private static final int MAX_EXAMPLES = 3;
    private static final String MEMORY_FOR_EXAMPLES = "500MB";

    private final DuckDb db;
    private final EventColumns columns;
    private final List<SourceFile> files;
    private final List<TimeWindow> windows;
    private final Path scratch;

    /** @param windows by the index of the dataset */
    public TimeValidator(
            DuckDb db, EventColumns columns, List<SourceFile> files, List<TimeWindow> windows, Path scratch) {
        this.db = db;
        this.columns = columns;
        this.files = List.copyOf(files);
        this.windows = List.copyOf(windows);
        this.scratch = scratch;
    }

    /** What is wrong with the times, for a message; empty if nothing is. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (SourceColumn source : columns.sources()) {
            if (source.use().isTime()) {
                unreadable(source, problems);
                implausible(source.tableColumn(), problems);
            }
        }
        return problems;
    }

    private void unreadable(SourceColumn source, List<String> problems) {
        String condition = source.tableColumn() + " IS NULL";
        long rows = db.queryLong("SELECT count(*) FROM events WHERE " + condition);
        if (rows > 0) {
            problems.add(rows + " rows have no " + source.tableColumn() + ", or one that is no time"
                    + ExampleEventIds.ofRowsWhere(db, condition) + examples(source));
        }
    }

    private String examples(SourceColumn source) {
        List<String> examples = new ArrayList<>();
        List<String> accepted = new ArrayList<>();
        for (SourceFile file : files) {
            int wanted = MAX_EXAMPLES - examples.size();
            if (wanted > 0 && examples.addAll(examples(file, source, wanted))) {
                accepted.add(source.use().timeFormat(file.file().rules()).acceptedForms());
            }
        }
        return ": " + String.join(", ", examples) + "; accepted are "
                + String.join(" or ", accepted.stream().distinct().toList())
                + ", other forms if the materialization declares columns."
                + (source.use() == ColumnUse.EVENT_TIME ? "time_format" : "label_time_format");
    }

    private List<String> examples(SourceFile file, SourceColumn source, int limit) {
        String column = SqlQuoting.identifier(
                file.columns().find(source.column()).orElseThrow().sqlName());
        String time = file.timeExpression(source, "written");
        try (DuckDb ordered = DuckDb.openInFileOrder(
                scratch, MEMORY_FOR_EXAMPLES, List.of(file.file().path()))) {
            return ordered.tryQuery(
                    """
                    SELECT row_number, CAST(written AS VARCHAR)
                    FROM (SELECT row_number() OVER () AS row_number, %s AS written FROM %s)
                    WHERE %s IS NULL LIMIT %d
                    """.formatted(column, file.reader().from(file.columns()), time, limit),
                    row -> "row " + row.getLong(1) + " of "
                            + file.file().pinned().ref() + " has "
                            + (row.getString(2) == null ? "none" : QuotedText.of(row.getString(2))));
        } catch (SQLException e) {
            throw DuckDbErrors.toException(e);
        }
    }

    private void implausible(String column, List<String> problems) {
        Map<String, String> conditions = new TreeMap<>();
        for (int dataset = 0; dataset < windows.size(); dataset++) {
            TimeWindow window = windows.get(dataset);
            conditions.merge(
                    window.text(),
                    "(dataset = " + dataset + " AND " + window.excludes(column) + ")",
                    (first, second) -> first + " OR " + second);
        }
        conditions.forEach((window, condition) -> {
            long rows = db.queryLong("SELECT count(*) FROM events WHERE " + condition);
            if (rows > 0) {
                problems.add(rows + " rows have an implausible " + column + ", not from " + window
                        + ExampleEventIds.ofRowsWhere(db, "(" + condition + ")") + " such as "
                        + EpochMicros.toInstant(
                                db.queryLong("SELECT max(" + column + ") FROM events WHERE " + condition))
                        + "; correct the rows or declare plausible_times");
            }
        });
    }
}
