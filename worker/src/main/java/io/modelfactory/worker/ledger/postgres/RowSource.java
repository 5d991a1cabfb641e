package io.modelfactory.worker.ledger.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.Update;

/**
 * Rows that a statement writes or joins with a table, in their order. One row is given as plain parameters and several
 * as an array a column: of arrays the database expects more rows without their values than with them, so that it may
 * plan such a statement anew for each execution, which takes longer than to execute it for one row.
 */
public final class RowSource<R> {
    private final String name;
    private final List<R> rows;
    private final List<Column> columns = new ArrayList<>();

    private record Column(String name, String type, Argument values) {}

    /** @param name under which the statement knows the rows; their parameters begin with it */
    public RowSource(String name, List<R> rows) {
        this.name = name;
        this.rows = rows;
    }

    /** Absent values may be null. */
    public RowSource<R> text(String column, Function<R, String> value) {
        return add(column, "text", isSingle() ? single(value) : PostgresColumns.texts(rows, value));
    }

    /** Absent values may be null. */
    public RowSource<R> bytes(String column, Function<R, byte[]> value) {
        return add(
                column,
                "bytea",
                isSingle()
                        ? (position, statement, context) -> statement.setBytes(position, value.apply(rows.get(0)))
                        : PostgresColumns.bytes(rows, value));
    }

    public RowSource<R> flag(String column, Function<R, Boolean> value) {
        return add(
                column,
                "boolean",
                isSingle()
                        ? (position, statement, context) -> statement.setBoolean(position, value.apply(rows.get(0)))
                        : PostgresColumns.booleans(rows, value));
    }

    private Argument single(Function<R, String> value) {
        return (position, statement, context) -> statement.setString(position, value.apply(rows.get(0)));
    }

    private RowSource<R> add(String column, String type, Argument values) {
        columns.add(new Column(column, type, values));
        return this;
    }

    /** What stands behind {@code FROM}: the columns in the order in which they were added, and {@code position}. */
    public String sql() {
        String parameters = columns.stream().map(this::expression).collect(Collectors.joining(", "));
        return (isSingle() ? "(VALUES (" + parameters + ", 1))" : "unnest(" + parameters + ") WITH ORDINALITY")
                + columns.stream().map(Column::name).collect(Collectors.joining(", ", " AS " + name + " (", ""))
                + ", position)";
    }

    private String expression(Column column) {
        String parameter = ":" + parameter(column);
        return isSingle() ? "CAST(" + parameter + " AS " + column.type() + ")" : parameter;
    }

    public void bind(Update update) {
        columns.forEach(column -> update.bind(parameter(column), column.values()));
    }

    private boolean isSingle() {
        return rows.size() == 1;
    }

    private String parameter(Column column) {
        return name + "_" + column.name();
    }
}
