package io.modelfactory.worker.ledger.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Rows that a statement writes or joins with a table, in their order. A few are given as plain parameters and more as
 * an array a column: of arrays the database expects more rows without their values than with them, so that it may plan
 * such a statement anew for each execution, which takes longer than to execute it for a few rows.
 */
public final class RowSource<R> {
    /** Each number of rows up to it is a statement of its own, which the database has to prepare. */
    private static final int FEW = 4;

    private final String name;
    private final List<R> rows;
    private final List<Column<R>> columns = new ArrayList<>();

    /** Sets a parameter to the value of one row. */
    private interface ValueSetter<R> {
        void set(PreparedStatement statement, int position, R row) throws SQLException;
    }

    private record Column<R>(String name, String type, PositionalStatement.Parameter array, ValueSetter<R> value) {}

    /** @param name under which the statement knows the rows */
    public RowSource(String name, List<R> rows) {
        this.name = name;
        this.rows = rows;
    }

    /** Absent values may be null. */
    public RowSource<R> text(String column, Function<R, String> value) {
        return text(column, "text", value);
    }

    /** Documents as text. */
    public RowSource<R> json(String column, Function<R, String> value) {
        return text(column, "jsonb", value);
    }

    /** Times as ISO 8601 texts. */
    public RowSource<R> time(String column, Function<R, String> value) {
        return text(column, "timestamptz", value);
    }

    private RowSource<R> text(String column, String type, Function<R, String> value) {
        return add(
                column,
                type,
                array("text", value, String[]::new),
                (statement, position, row) -> statement.setString(position, value.apply(row)));
    }

    /** Absent values may be null. */
    public RowSource<R> bytes(String column, Function<R, byte[]> value) {
        return add(
                column,
                "bytea",
                array("bytea", value, byte[][]::new),
                (statement, position, row) -> statement.setBytes(position, value.apply(row)));
    }

    public RowSource<R> flag(String column, Function<R, Boolean> value) {
        return add(
                column,
                "boolean",
                array("bool", value, Boolean[]::new),
                (statement, position, row) -> statement.setBoolean(position, value.apply(row)));
    }

    public RowSource<R> number(String column, Function<R, Long> value) {
        return add(
                column,
                "bigint",
                array("int8", value, Long[]::new),
                (statement, position, row) -> statement.setLong(position, value.apply(row)));
    }

    public RowSource<R> real(String column, Function<R, Double> value) {
        return add(
                column,
                "float8",
                array("float8", value, Double[]::new),
                (statement, position, row) -> statement.setDouble(position, value.apply(row)));
    }

    private RowSource<R> add(String column, String type, PositionalStatement.Parameter array, ValueSetter<R> value) {
        columns.add(new Column<>(column, type, array, value));
        return this;
    }

    /** The driver sends an array in binary form, which is several times cheaper, if it has the type of its elements. */
    private <V> PositionalStatement.Parameter array(String type, Function<R, V> value, IntFunction<V[]> empty) {
        return (statement, position) -> statement.setArray(
                position,
                statement
                        .getConnection()
                        .createArrayOf(type, rows.stream().map(value).toArray(empty)));
    }

    /** The columns' names, as a list. */
    public String columns() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /**
     * Appends what stands behind {@code FROM}: the columns, each of its type, in the order in which they were added,
     * and {@code position}.
     */
    public void addTo(PositionalStatement statement) {
        if (rows.size() <= FEW) {
            addValues(statement);
        } else {
            addArrays(statement);
        }
        statement.sql(" AS ").sql(name).sql(" (").sql(columns()).sql(", position)");
    }

    private void addValues(PositionalStatement statement) {
        statement.sql("(VALUES ");
        for (int row = 0; row < rows.size(); row++) {
            R values = rows.get(row);
            statement.sql(row == 0 ? "(" : ", (");
            for (Column<R> column : columns) {
                statement
                        .sql("CAST(? AS ")
                        .sql(column.type())
                        .sql("), ")
                        .value((prepared, position) -> column.value().set(prepared, position, values));
            }
            statement.sql(Integer.toString(row + 1)).sql(")");
        }
        statement.sql(")");
    }

    private void addArrays(PositionalStatement statement) {
        String typed = columns.stream()
                .map(column -> column.name() + "::" + column.type())
                .collect(Collectors.joining(", "));
        String arrays = columns.stream().map(column -> "?").collect(Collectors.joining(", "));
        statement
                .sql("(SELECT " + typed + ", position FROM unnest(" + arrays + ") WITH ORDINALITY AS array_of (")
                .sql(columns())
                .sql(", position))");
        columns.forEach(column -> statement.value(column.array()));
    }
}
