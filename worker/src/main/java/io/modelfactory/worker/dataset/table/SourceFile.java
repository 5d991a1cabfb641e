package io.modelfactory.worker.dataset.table;

import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import io.modelfactory.worker.dataset.file.ColumnUse;
import io.modelfactory.worker.dataset.file.DataFileReader;
import io.modelfactory.worker.dataset.file.FileColumn;
import io.modelfactory.worker.dataset.file.FileColumns;
import io.modelfactory.worker.dataset.file.QuotedText;
import io.modelfactory.worker.dataset.file.TextForm;
import io.modelfactory.worker.dataset.file.TimeFormat;
import io.modelfactory.worker.dataset.file.VerifiedFile;
import io.modelfactory.worker.dataset.table.EventColumns.SourceColumn;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A verified file whose columns are known and usable, and the SQL that reads their values by the rules of its dataset.
 */
public record SourceFile(VerifiedFile file, DataFileReader reader, FileColumns columns, List<SourceColumn> sources) {
    private static final int MAX_PROBLEMS = 20;

    static SourceFile of(VerifiedFile file, EventColumns declared, DuckDb db) {
        DataFileReader reader = new DataFileReader(file);
        SourceFile source = new SourceFile(file, reader, reader.columns(db), declared.sources());
        source.requireColumns();
        source.requireTimeFormats(db);
        return source;
    }

    private void requireColumns() {
        List<String> problems = new ArrayList<>();
        boolean lacking = false;
        for (SourceColumn source : sources) {
            var found = columns.find(source.column());
            if (found.isEmpty()) {
                lacking = true;
                problems.add("column " + QuotedText.of(source.column()) + " is missing"
                        + (columns.hasLookalike(source.column())
                                ? " (the file has it with other bytes for the same letters)"
                                : ""));
            } else if (!file.rules().isCsv()
                    && !source.use().accepts(found.get().type(), file.rules())) {
                problems.add("column " + QuotedText.of(source.column()) + " must be "
                        + source.use().acceptedTypes(file.rules()) + ", it is "
                        + found.get().type());
            }
        }
        if (!problems.isEmpty()) {
            throw reader.invalid(bounded(problems) + (lacking ? "; " + columns.listed() + reader.look() : ""));
        }
    }

    private static String bounded(List<String> problems) {
        int more = problems.size() - MAX_PROBLEMS;
        return problems.stream().limit(MAX_PROBLEMS).collect(joining("; "))
                + (more > 0 ? "; and " + more + " more" : "");
    }

    private void requireTimeFormats(DuckDb db) {
        for (TimeFormat format : List.of(file.rules().eventTimes(), file.rules().labelTimes())) {
            if (format.isHalfOfTheDayOpen()) {
                throw reader.invalid("columns: " + QuotedText.of(format.declared())
                        + " reads 01:00 and 13:00 alike; write %H for a clock of 24 hours, or %p where AM or PM is");
            }
            format.probe().ifPresent(probe -> {
                try {
                    db.tryQuery(probe, row -> row.getString(1));
                } catch (SQLException e) {
                    throw reader.invalid("columns: " + QuotedText.of(format.declared())
                            + " is no time format; use iso, epoch_s, epoch_ms, epoch_us or a strptime pattern");
                }
            });
        }
    }

    /** Values that have no text form are refused before the rows are read. */
    void requireTextForms(DuckDb db) throws SQLException {
        Map<String, String> conditions = new TreeMap<>();
        for (SourceColumn source : sources) {
            FileColumn column = column(source);
            if (source.use() == ColumnUse.TEXT) {
                TextForm.unfit(column.type())
                        .ifPresent(unfit -> conditions.put(
                                "column " + QuotedText.of(source.column()) + " has {count} " + unfit.what(),
                                unfit.condition().formatted(SqlQuoting.identifier(column.sqlName()))));
            }
        }
        for (Map.Entry<String, String> condition : conditions.entrySet()) {
            long count = db.tryQuery(
                            "SELECT count(*) FROM " + reader.from(columns) + " WHERE " + condition.getValue(),
                            row -> row.getLong(1))
                    .get(0);
            if (count > 0) {
                throw reader.invalid(condition.getKey().replace("{count}", String.valueOf(count)));
            }
        }
    }

    /** A time in microseconds from the column as it is in the file. */
    public String timeExpression(SourceColumn source, String column) {
        String expression = column;
        for (String step : source.use().steps(column(source).type(), file.rules())) {
            expression = step.formatted(expression);
        }
        return expression;
    }

    private FileColumn column(SourceColumn source) {
        return columns.find(source.column()).orElseThrow();
    }

    /** A subquery with the values of some columns, under the names of the events table. */
    String values(List<SourceColumn> wanted) {
        return values(wanted, reader.from(columns));
    }

    /** The same of the first rows. */
    String firstValues(List<SourceColumn> wanted, int rows) {
        return values(wanted, "(SELECT * FROM %s LIMIT %d)".formatted(reader.from(columns), rows));
    }

    /** The different values of a column, some of which may come twice. */
    String differentValues(SourceColumn wanted) {
        String name = SqlQuoting.identifier(column(wanted).sqlName());
        return values(List.of(wanted), "(SELECT DISTINCT %s FROM %s)".formatted(name, reader.from(columns)));
    }

    /**
     * The same of texts that were read into a table before, under the names of the events table: that needs no file, so
     * that its plan is good for the next one.
     */
    String valuesOfTexts(List<SourceColumn> wanted, String table) {
        return values(wanted, table, SourceColumn::tableColumn);
    }

    /** The texts of some columns as the file has them, under the names of the events table. */
    String texts(List<SourceColumn> wanted) {
        return wanted.stream()
                .map(source -> column(source).sqlName() + " AS " + source.tableColumn())
                .collect(joining(", ", "SELECT ", " FROM " + reader.from(columns)));
    }

    private String values(List<SourceColumn> wanted, String rows) {
        return values(
                wanted, rows, source -> SqlQuoting.identifier(column(source).sqlName()));
    }

    /** @param inputs what the columns are called in the rows */
    private String values(List<SourceColumn> wanted, String rows, Function<SourceColumn, String> inputs) {
        List<List<String>> steps = wanted.stream()
                .map(source -> source.use().steps(column(source).type(), file.rules()))
                .toList();
        int depth = steps.stream().mapToInt(List::size).max().orElse(0);
        String query = rows;
        for (int level = 0; level < depth; level++) {
            List<String> expressions = new ArrayList<>();
            for (int i = 0; i < wanted.size(); i++) {
                String name = wanted.get(i).tableColumn();
                String input = level == 0 ? inputs.apply(wanted.get(i)) : name;
                List<String> own = steps.get(i);
                expressions.add((level < own.size() ? own.get(level).formatted(input) : input) + " AS " + name);
            }
            query = "(SELECT " + String.join(",\n    ", expressions) + "\nFROM " + query + ")";
        }
        return query;
    }
}
