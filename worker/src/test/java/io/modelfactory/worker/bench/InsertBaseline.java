package io.modelfactory.worker.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;

/** The peer of the intake: rows that it wrote, inserted again by JDBC batches and nothing else. */
final class InsertBaseline {
    /** In the order of their foreign keys; everything that an admission writes, but for generated columns. */
    private static final List<Table> TABLES = List.of(
            new Table(
                    "mf_request_key", "received_at, request_id", "request_id, payload_hash, conflicting, received_at"),
            new Table(
                    "mf_request",
                    "received_at, request_id",
                    "request_id, payload_hash, conflicting, command, run_key, platform_run_id, requester_principal,"
                            + " received_at, receipt_key"),
            new Table(
                    "mf_run",
                    "created_at, run_key",
                    "run_key, train_run_key, platform_run_id, scope_key, request, requester, state, execution_mode,"
                            + " publish_requested, priority, traceparent, last_event_seq"),
            new Table(
                    "mf_run_event",
                    "occurred_at, run_key",
                    "run_key, seq, event_type, state, execution_mode, reason_code, detail, occurred_at, run_month"),
            new Table("mf_outbox", "id", "topic, record_key, headers, record_type, payload"));

    private final List<List<Object[]>> rowsOfTables;

    private InsertBaseline(List<List<Object[]>> rowsOfTables) {
        this.rowsOfTables = rowsOfTables;
    }

    /** @param order in which the rows were written; the same of runs and of their events, which refer to them */
    private record Table(String name, String order, String columns) {

        String select() {
            return "SELECT " + columns + " FROM " + name + " ORDER BY " + order;
        }

        String insert() {
            String parameters = String.join(", ", Collections.nCopies(columns.split(",").length, "?"));
            return "INSERT INTO " + name + " (" + columns + ") VALUES (" + parameters + ")";
        }
    }

    static InsertBaseline read(DataSource source) {
        List<List<Object[]>> rowsOfTables = new ArrayList<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (Table table : TABLES) {
                rowsOfTables.add(rows(statement, table));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new InsertBaseline(rowsOfTables);
    }

    double rowsPerRequest() {
        double rows = rowsOfTables.stream().mapToInt(List::size).sum();
        return rows / rowsOfTables.get(0).size();
    }

    /**
     * @param batch rows of each table in one transaction
     * @param warmup how many requests' rows are inserted before the clock starts
     * @return seconds for the rows after the warm-up
     */
    double secondsToInsert(DataSource target, int batch, int warmup) {
        int requests = rowsOfTables.get(0).size();
        try (Connection connection = target.getConnection()) {
            connection.setAutoCommit(false);
            insert(connection, 0, warmup, batch);
            long start = System.nanoTime();
            insert(connection, warmup, requests, batch);
            return FigureFormat.secondsSince(start);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void insert(Connection connection, int from, int to, int batch) throws SQLException {
        for (int first = from; first < to; first += batch) {
            int last = Math.min(first + batch, to);
            for (int table = 0; table < TABLES.size(); table++) {
                insert(connection, TABLES.get(table), rowsOfTables.get(table).subList(first, last));
            }
            connection.commit();
        }
    }

    private static void insert(Connection connection, Table table, List<Object[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(table.insert())) {
            for (Object[] row : rows) {
                for (int column = 0; column < row.length; column++) {
                    statement.setObject(column + 1, row[column]);
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static List<Object[]> rows(Statement statement, Table table) throws SQLException {
        List<Object[]> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(table.select())) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                Object[] row = new Object[columns];
                for (int column = 0; column < columns; column++) {
                    row[column] = result.getObject(column + 1);
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
