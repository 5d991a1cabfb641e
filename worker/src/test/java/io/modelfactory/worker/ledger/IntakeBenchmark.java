package io.modelfactory.worker.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Compares the intake with plain batched JDBC inserts of the very rows it writes. Not a test: its figures depend on the
 * machine, only their ratio is worth telling. Run {@link #main}; the last line is the ratio.
 */
final class IntakeBenchmark {
    private static final int BATCH = 500;
    private static final int BATCHES = 40;
    private static final List<String> TABLES = List.of("mf_run", "mf_request", "mf_run_event", "mf_outbox");

    private IntakeBenchmark() {}

    public static void main(String[] arguments) throws SQLException {
        try (LedgerDatabase submitted = LedgerDatabase.create();
                LedgerDatabase inserted = LedgerDatabase.create()) {
            RunLedger ledger = new RunLedger(submitted.dataSource(), LedgerFixture.settings());
            List<List<IntakeEntry>> batches = batches();
            double submissions = 0;
            double inserts = 0;
            for (int round = 0; round < 4; round++) {
                empty(submitted);
                empty(inserted);
                submissions = rate("submitted", batches, ledger::submit);
                inserts = insertSameRows(submitted, inserted.dataSource());
            }
            System.out.printf("ratio %.2f%n", submissions / inserts);
        }
    }

    private static List<List<IntakeEntry>> batches() {
        return IntStream.range(0, BATCHES)
                .mapToObj(batch -> IntStream.range(batch * BATCH, (batch + 1) * BATCH)
                        .<IntakeEntry>mapToObj(n -> LedgerFixture.build("request-" + n, "run " + n))
                        .toList())
                .toList();
    }

    private static <T> double rate(String what, List<T> batches, Consumer<T> write) {
        long start = System.nanoTime();
        batches.forEach(write);
        double seconds = (System.nanoTime() - start) / 1e9;
        double rate = BATCHES * BATCH / seconds;
        System.out.printf("%-10s %8.0f requests/s%n", what, rate);
        return rate;
    }

    /** Reads what the ledger wrote and inserts it again elsewhere, row by row in batches of the same size. */
    private static double insertSameRows(LedgerDatabase from, DataSource to) throws SQLException {
        List<List<Map<String, Object>>> tables = new ArrayList<>();
        for (String table : TABLES) {
            tables.add(from.sql()
                    .withHandle(sql -> sql.createQuery("SELECT " + String.join(", ", columns(table)) + " FROM " + table)
                            .mapToMap()
                            .list()));
        }
        List<Integer> batches = IntStream.range(0, BATCHES).boxed().toList();
        try (Connection connection = to.getConnection()) {
            connection.setAutoCommit(false);
            return rate("inserted", batches, batch -> insert(connection, tables, batch));
        }
    }

    private static void insert(Connection connection, List<List<Map<String, Object>>> tables, int batch) {
        try {
            for (int table = 0; table < TABLES.size(); table++) {
                List<Map<String, Object>> rows = tables.get(table).subList(batch * BATCH, (batch + 1) * BATCH);
                insert(connection, TABLES.get(table), rows);
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void insert(Connection connection, String table, List<Map<String, Object>> rows)
            throws SQLException {
        List<String> names = columns(table);
        String marks = String.join(", ", Collections.nCopies(names.size(), "?"));
        String statement = "INSERT INTO " + table + " (" + String.join(", ", names) + ") VALUES (" + marks + ")";
        try (PreparedStatement insert = connection.prepareStatement(statement)) {
            for (Map<String, Object> row : rows) {
                for (int i = 0; i < names.size(); i++) {
                    insert.setObject(i + 1, row.get(names.get(i)));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** The columns that the intake fills. */
    private static List<String> columns(String table) {
        return switch (table) {
            case "mf_run" ->
                List.of(
                        "run_key",
                        "train_run_key",
                        "platform_run_id",
                        "scope_key",
                        "request",
                        "state",
                        "execution_mode",
                        "publish_requested",
                        "priority",
                        "traceparent",
                        "last_event_seq");
            case "mf_request" ->
                List.of(
                        "request_id",
                        "payload_hash",
                        "conflicting",
                        "command",
                        "run_key",
                        "platform_run_id",
                        "requester_principal",
                        "received_at",
                        "receipt_key");
            case "mf_run_event" ->
                List.of(
                        "run_key",
                        "seq",
                        "event_type",
                        "state",
                        "execution_mode",
                        "reason_code",
                        "detail",
                        "occurred_at");
            default -> List.of("topic", "record_key", "headers", "record_type", "payload");
        };
    }

    private static void empty(LedgerDatabase database) {
        database.sql().useHandle(sql -> sql.execute("""
                ALTER TABLE mf_run_event DISABLE TRIGGER USER;
                TRUNCATE mf_run, mf_request, mf_run_event, mf_outbox;
                ALTER TABLE mf_run_event ENABLE TRIGGER USER
                """));
    }
}
