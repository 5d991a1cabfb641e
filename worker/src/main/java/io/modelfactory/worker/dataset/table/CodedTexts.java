package io.modelfactory.worker.dataset.table;

import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.duckdb.DuckDbErrors;
import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import io.modelfactory.worker.dataset.table.EventColumns.SourceColumn;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds columns of texts that have few different values, before their rows are read: the table then has a code of one
 * or two bytes for each text, where it would have 16 bytes, and what counts or compares texts handles numbers instead.
 */
final class CodedTexts {
    /** Of fewer rows, looking for the values takes as long as it saves. */
    private static final long MANY_ROWS = 200_000;

    private static final int MOST_VALUES = 1_000;

    /** Where these have many different values, all rows are not looked through. */
    private static final int FIRST_ROWS = 20_480;

    private final DuckDb db;
    private final List<SourceFile> files;

    private CodedTexts(DuckDb db, List<SourceFile> files) {
        this.db = db;
        this.files = files;
    }

    /**
     * Makes a type of the database for each such column, see {@link #type}.
     *
     * @return the values of each such column of the table, in the order of their codes, which is that of their bytes
     */
    static Map<String, List<String>> find(DuckDb db, EventColumns columns, List<SourceFile> files) {
        // A CSV file would be parsed as a whole for each column.
        if (SourceFiles.rows(files) < MANY_ROWS
                || files.stream().anyMatch(source -> source.file().rules().isCsv())) {
            return Map.of();
        }
        try {
            return new CodedTexts(db, files).find(columns.repeatedTexts());
        } catch (SQLException refused) {
            if (DuckDbErrors.isResourceFailure(refused)) {
                throw DuckDbErrors.toException(refused);
            }
            // What is wrong with a file is told, by its name, when its rows are read.
            return Map.of();
        }
    }

    /** The name of the type of a column of the table. */
    static String type(String tableColumn) {
        return "texts_of_" + tableColumn;
    }

    private Map<String, List<String>> find(List<SourceColumn> texts) throws SQLException {
        Map<String, List<String>> found = new HashMap<>();
        for (SourceColumn column : likelyFew(texts)) {
            Set<String> values = values(column);
            if (!values.isEmpty()
                    && values.size() <= MOST_VALUES
                    && values.stream().allMatch(CodedTexts::isUsable)) {
                found.put(column.tableColumn(), inOrder(column, values));
            }
        }
        return found;
    }

    private List<SourceColumn> likelyFew(List<SourceColumn> texts) throws SQLException {
        if (texts.isEmpty()) {
            return texts;
        }
        String counts = texts.stream()
                .map(column -> "count(DISTINCT " + column.tableColumn() + ")")
                .collect(joining(", "));
        List<SourceColumn> few = new ArrayList<>();
        db.tryQuery("SELECT %s FROM (%s)".formatted(counts, files.get(0).firstValues(texts, FIRST_ROWS)), row -> {
            for (int i = 0; i < texts.size(); i++) {
                if (row.getLong(i + 1) <= MOST_VALUES) {
                    few.add(texts.get(i));
                }
            }
            return row;
        });
        return few;
    }

    /** Of all files, or more than there may be. */
    private Set<String> values(SourceColumn column) throws SQLException {
        Set<String> values = new HashSet<>();
        for (List<SourceFile> together : SourceFiles.together(files)) {
            String different = together.stream()
                    .map(source -> source.differentValues(column))
                    .collect(joining("\nUNION ALL "));
            values.addAll(db.tryQuery(
                    "SELECT DISTINCT %1$s FROM (%2$s) WHERE %1$s IS NOT NULL LIMIT %3$d"
                            .formatted(column.tableColumn(), different, MOST_VALUES + 1),
                    row -> row.getString(1)));
            if (values.size() > MOST_VALUES) {
                return values;
            }
        }
        return values;
    }

    /** Overlong texts are refused with examples of their rows, which are looked for in a column of texts. */
    private static boolean isUsable(String value) {
        return value.getBytes(StandardCharsets.UTF_8).length <= EventColumns.MAX_TEXT_BYTES;
    }

    private List<String> inOrder(SourceColumn column, Set<String> values) throws SQLException {
        String type = type(column.tableColumn());
        db.tryUpdate(
                "CREATE TYPE %s AS ENUM (SELECT value FROM (SELECT unnest(CAST(%s AS VARCHAR[])) AS value) ORDER BY value)"
                        .formatted(type, SqlQuoting.literals(List.copyOf(values))));
        return db.tryQuery("SELECT unnest(enum_range(CAST(NULL AS %s)))".formatted(type), row -> row.getString(1));
    }
}
