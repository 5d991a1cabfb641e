package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * A long history: copies, in the database itself, of every row that one published run left behind. Messages that were
 * sent are part of what a run weighs, but not of the history: they are not kept for ever.
 */
final class FinishedRunFixture {
    private static final int CHUNK = 50_000;
    private static final int TEMPLATE = -1;
    private static final List<String> TABLES = List.of("mf_run", "mf_request_key", "mf_request", "mf_run_event");

    /** What distinguishes one copy from another. */
    private static final Map<String, String> NAMES = Map.of(
            "run_key", "'tr_' || md5('history ' || copy)",
            "train_run_key", "md5('history ' || copy) || md5('key ' || copy)",
            "request_id", "'history.request.' || copy");

    /** Of a table, or of all its months. */
    private static final String SIZE = """
            SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('%s')
            """;

    private final ObjectNode bytesPerRun;

    private FinishedRunFixture(ObjectNode bytesPerRun) {
        this.bytesPerRun = bytesPerRun;
    }

    /** @param runs of an empty ledger */
    static FinishedRunFixture fill(NoOpRuns runs, DataSource ledger, int copies) {
        runs.queue(TEMPLATE, TEMPLATE + 1);
        runs.completeAll();
        try (Connection connection = ledger.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                String columns = columns(statement, table);
                String values = List.of(columns.split(", ")).stream()
                        .map(column -> NAMES.getOrDefault(column, column))
                        .collect(Collectors.joining(", "));
                // A table of its own, or each chunk would copy the copies of the one before.
                statement.execute("CREATE TEMP TABLE template_" + table + " AS SELECT " + columns + " FROM " + table);
                for (int first = 0; first < copies; first += CHUNK) {
                    int last = Math.min(first + CHUNK, copies) - 1;
                    statement.execute("INSERT INTO " + table + " (" + columns + ") SELECT " + values + " FROM template_"
                            + table + ", generate_series(" + first + ", " + last + ") AS copy");
                }
            }
            ObjectNode bytes = Json.object();
            for (String table : TABLES) {
                statement.execute("VACUUM ANALYZE " + table);
                bytes.put(table, number(statement, SIZE.formatted(table)) / copies);
            }
            bytes.put("mf_outbox", number(statement, "SELECT sum(pg_column_size(row.*)) FROM mf_outbox AS row"));
            return new FinishedRunFixture(bytes);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String columns(Statement statement, String table) throws SQLException {
        try (ResultSet row = statement.executeQuery("""
                SELECT string_agg(column_name, ', ' ORDER BY ordinal_position) FROM information_schema.columns
                WHERE table_name = '%s' AND is_generated = 'NEVER' AND is_identity = 'NO'
                """.formatted(table))) {
            row.next();
            return row.getString(1);
        }
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** By table, indexes included; of sent messages the rows alone. */
    ObjectNode bytesPerRun() {
        return bytesPerRun;
    }
}
