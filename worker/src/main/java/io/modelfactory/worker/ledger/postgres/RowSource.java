package io.modelfactory.worker.ledger.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.Update;

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

    /** Binds the value of one row. */
    private interface ValueBinder<R> {
        void bind(PreparedStatement statement, int position, R row) throws SQLException;
    }

    private record Column<R>(String name, String type, Supplier<Argument> array, ValueBinder<R> value) {}

    /** @param name under which the statement knows the rows; their parameters begin with it */
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

    private RowSource<R> text(String column, String type, Function<R, String> value) {
        return add(
                column,
                type,
                () -> PostgresColumns.texts(rows, value),
                (statement, position, row) -> statement.setString(position, value.apply(row)));
    }

    /** Absent values may be null. */
    public RowSource<R> bytes(String column, Function<R, byte[]> value) {
        return add(
                column,
                "bytea",
                () -> PostgresColumns.bytes(rows, value),
                (statement, position, row) -> statement.setBytes(position, value.apply(row)));
    }

    public RowSource<R> flag(String column, Function<R, Boolean> value) {
        return add(
                column,
                "boolean",
                () -> PostgresColumns.booleans(rows, value),
                (statement, position, row) -> statement.setBoolean(position, value.apply(row)));
    }

    private RowSource<R> add(String column, String type, Supplier<Argument> array, ValueBinder<R> value) {
        columns.add(new Column<>(column, type, array, value));
        return this;
    }

    /** What stands behind {@code FROM}: the columns in the order in which they were added, and {@code position}. */
    public String sql() {
        return (isFew() ? "(" + values(row -> ", " + (row + 1)) + ")" : unnested())
                + columns.stream().map(Column::name).collect(Collectors.joining(", ", " AS " + name + " (", ""))
                + ", position)";
    }

    /** What stands behind {@code INSERT INTO} and a table: the columns, and the rows in their order. */
    public String insertion() {
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        return "(" + names + ")\n"
                + (isFew()
                        ? values(row -> "")
                        : columns.stream()
                                        .map(column -> column.name() + "::" + column.type())
                                        .collect(Collectors.joining(", ", "SELECT ", " FROM "))
                                + sql() + " ORDER BY position");
    }

    private String values(IntFunction<String> end) {
        return IntStream.range(0, rows.size())
                .mapToObj(row -> columns.stream()
                        .map(column -> "CAST(:" + parameter(column, row) + " AS " + column.type() + ")")
                        .collect(Collectors.joining(", ", "(", end.apply(row) + ")")))
                .collect(Collectors.joining(", ", "VALUES ", ""));
    }

    private String unnested() {
        return columns.stream()
                .map(column -> ":" + parameter(column, 0))
                .collect(Collectors.joining(", ", "unnest(", ") WITH ORDINALITY"));
    }

    public void bind(Update update) {
        for (Column<R> column : columns) {
            if (isFew()) {
                for (int row = 0; row < rows.size(); row++) {
                    R value = rows.get(row);
                    update.bind(parameter(column, row), (Argument)
                            (position, statement, context) -> column.value().bind(statement, position, value));
                }
            } else {
                update.bind(parameter(column, 0), column.array().get());
            }
        }
    }

    private boolean isFew() {
        return rows.size() <= FEW;
    }

    private String parameter(Column<R> column, int row) {
        return name + "_" + column.name() + "_" + row;
    }
}
