package io.modelfactory.spark;

import io.modelfactory.local.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A ledger as a SQL client reads it. */
final class TenantLedger {
    private final EmbeddedDatabase.Access access;

    TenantLedger(EmbeddedDatabase.Access access) {
        this.access = access;
    }

    /** Empty until a worker has admitted the request. */
    List<String> runKey(String requestId) {
        return texts("SELECT run_key FROM mf_request WHERE request_id = '%s'".formatted(requestId));
    }

    /** What has happened to a run, oldest first: each with its reason and message, if it has them. */
    List<String> events(String runKey) {
        return texts("""
                SELECT concat_ws(' ', event_type, reason_code, detail ->> 'message') FROM mf_run_event
                WHERE run_key = '%s' ORDER BY seq""".formatted(runKey));
    }

    /** As {@link #events}, but the types alone. */
    List<String> eventTypes(String runKey) {
        return texts("SELECT event_type FROM mf_run_event WHERE run_key = '%s' ORDER BY seq".formatted(runKey));
    }

    /** The publications that were ever announced of a run. */
    List<String> announcedBundles(String runKey) {
        return texts("""
                SELECT id::text FROM mf_outbox WHERE topic LIKE '%%.registry.events.v1'
                AND position('%s' IN encode(payload, 'escape')) > 0""".formatted(runKey));
    }

    /** Whether each request for a run has its receipt in the store. */
    boolean isAnswered(String runKey) {
        return texts("SELECT request_id FROM mf_request WHERE run_key = '%s' AND archived_at IS NULL".formatted(runKey))
                .isEmpty();
    }

    /** What the workers of a run have logged of it. */
    List<String> logLines(String runKey) {
        return texts("""
                SELECT line ->> 'message' FROM mf_attempt_log, jsonb_array_elements(lines) AS line
                WHERE run_key = '%s'""".formatted(runKey));
    }

    /** The last round that each claim has reported, and of how many. */
    List<String> rounds(String runKey) {
        return texts("""
                SELECT training_round || ' of ' || training_rounds FROM mf_run_progress
                WHERE run_key = '%s' AND training_round IS NOT NULL ORDER BY lease_token""".formatted(runKey));
    }

    /** The first column of each row. */
    List<String> texts(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(access.jdbcUrl(), access.user(), access.password());
    }
}
