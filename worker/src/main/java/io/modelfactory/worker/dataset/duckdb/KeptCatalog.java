package io.modelfactory.worker.dataset.duckdb;

import static java.util.stream.Collectors.joining;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A catalog of a {@link KeptDatabase}: what one preparation leaves to the next one of the same columns is its tables,
 * without a row, and the statements on them, planned. Planning takes longer than reading a thousand rows.
 *
 * <p>It is left only by a preparation that has come to its end, and has made and changed no other table or type:
 * anything else is worth no second look, and the catalog is detached.
 */
final class KeptCatalog {
    private final DuckDb shared;
    private final String name;
    private final String folder;
    private final List<SqlStatements> statements;
    /** The columns of each table that is left to the next preparation. */
    private final Map<String, String> tables = new LinkedHashMap<>();

    private boolean completed;
    /** Whether a table was made since it was lent. */
    private boolean extended;
    /** Set by either of two threads. */
    private volatile boolean changed;

    /**
     * @param connections of the shared database
     * @param folder of the files that are read. A statement that reads one is planned each time: a plan has what was
     *     read of a file when it was planned
     */
    private KeptCatalog(DuckDb shared, List<SqlStatements> connections, String name, String folder) {
        this.shared = shared;
        this.name = name;
        this.folder = folder;
        this.statements = connections.stream()
                .map(connection -> connection.keeping(this::keeps))
                .toList();
    }

    /**
     * An empty catalog of a database.
     *
     * @throws IllegalStateException if the database has its optimizer, whose plans depend on the rows that are there
     *     when it plans: what no row has, it does not look for
     */
    static KeptCatalog attach(DuckDb shared, List<SqlStatements> connections, String name, String folder) {
        for (SqlStatements each : connections) {
            requireNoOptimizer(each);
        }
        shared.update("ATTACH ':memory:' AS " + name);
        return new KeptCatalog(shared, connections, name, folder);
    }

    private static void requireNoOptimizer(SqlStatements connected) {
        String optimized = "SELECT current_setting('enable_optimizer')";
        try {
            boolean plansByRows = connected.run(optimized, statement -> {
                try (ResultSet setting = statement.executeQuery()) {
                    return !setting.next() || setting.getBoolean(1);
                }
            });
            if (plansByRows) {
                throw new IllegalStateException("plans of a database with its optimizer cannot be kept");
            }
        } catch (SQLException e) {
            throw DuckDbErrors.toException(e);
        }
    }

    /** Asked of each statement after it was run. */
    private boolean keeps(String sql) {
        boolean ofRows = Stream.of("SELECT", "INSERT INTO ", "DELETE FROM ").anyMatch(sql::startsWith);
        if (!ofRows && !sql.startsWith("DESCRIBE ") && !isOwnTable(sql)) {
            changed = true;
        }
        return ofRows && !sql.contains(folder);
    }

    private boolean isOwnTable(String sql) {
        return tables.entrySet().stream().anyMatch(table -> sql.equals(definition(table.getKey(), table.getValue())));
    }

    static String definition(String table, String columns) {
        return "CREATE TABLE " + table + " (" + columns + ")";
    }

    /** One for each connection. */
    List<SqlStatements> statements() {
        return statements;
    }

    /** What unqualified names of the shared database mean from now on. */
    void use() throws SQLException {
        completed = false;
        extended = false;
        for (SqlStatements each : statements) {
            runOnce(each, "USE " + name);
        }
    }

    private static void runOnce(SqlStatements connected, String sql) throws SQLException {
        try (Statement statement = connected.connection().createStatement()) {
            statement.execute(sql);
        }
    }

    /** @return whether the table is there already, without a row */
    boolean has(String table, String columns) {
        String known = tables.putIfAbsent(table, columns);
        if (known != null && !known.equals(columns)) {
            throw new IllegalStateException("the table " + table + " is there with other columns");
        }
        extended |= known == null;
        return known != null;
    }

    void complete() {
        completed = true;
    }

    /** Whether the next preparation can have it, once it is {@linkplain #empty emptied}. */
    boolean isWorthKeeping() {
        return completed && !changed && !tables.isEmpty();
    }

    /**
     * Row numbers begin at 0 again, and the memory of the rows is free.
     *
     * @return whether that could be done
     */
    boolean empty() {
        try {
            for (String table : tables.keySet()) {
                first().run("DELETE FROM " + table, PreparedStatement::executeLargeUpdate);
            }
            runOnce(first(), "CHECKPOINT " + name);
            if (extended) {
                // The database plans each anew, at each run, that was planned before a table was made.
                forgetStatements();
            }
            return true;
        } catch (SQLException refused) {
            return false;
        }
    }

    private void forgetStatements() throws SQLException {
        for (SqlStatements each : statements) {
            each.close();
        }
    }

    boolean isEmpty() throws SQLException {
        String rows = tables.keySet().stream()
                .map(table -> "(SELECT count(*) FROM " + table + ")")
                .collect(joining(" + ", "SELECT 0 + ", ""));
        return first().run(rows, statement -> {
            try (ResultSet counted = statement.executeQuery()) {
                return counted.next() && counted.getLong(1) == 0;
            }
        });
    }

    private SqlStatements first() {
        return statements.get(0);
    }

    /** All that is in it is gone. */
    void detach() throws SQLException {
        forgetStatements();
        for (SqlStatements each : statements) {
            runOnce(each, "USE memory");
        }
        shared.tryUpdate("DETACH " + name);
    }
}
