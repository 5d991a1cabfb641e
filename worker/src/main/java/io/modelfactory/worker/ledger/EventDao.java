package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.Columns.column;

import io.modelfactory.worker.artifact.CanonicalJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Rows of {@code mf_run_event}: written once, never changed. */
final class EventDao {
    private EventDao() {}

    static void append(Handle handle, List<RunEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        handle.createUpdate("""
                        INSERT INTO mf_run_event (run_key, seq, event_type, state, execution_mode, reason_code, detail, occurred_at)
                        SELECT run_key, seq, event_type, state, execution_mode, reason_code, detail::jsonb, occurred_at::timestamptz
                        FROM unnest(:run_keys, :seqs, :event_types, :states, :modes, :reasons, :details, :times)
                            AS event (run_key, seq, event_type, state, execution_mode, reason_code, detail, occurred_at)
                        """)
                .bindArray("run_keys", String.class, column(events, RunEvent::runKey))
                .bindArray("seqs", Long.class, column(events, RunEvent::seq))
                .bindArray(
                        "event_types",
                        String.class,
                        column(events, event -> event.type().name()))
                .bindArray(
                        "states",
                        String.class,
                        column(events, event -> event.state().name()))
                .bindArray(
                        "modes",
                        String.class,
                        column(events, event -> event.mode().name()))
                .bindArray(
                        "reasons",
                        String.class,
                        column(events, event -> event.reason().map(Enum::name).orElse(null)))
                .bindArray("details", String.class, column(events, event -> CanonicalJson.text(event.detail())))
                .bindArray(
                        "times",
                        String.class,
                        column(events, event -> event.occurredAt().toString()))
                .execute();
    }

    static List<RunEvent> after(Handle handle, String runKey, long seq) {
        return handle.createQuery("SELECT * FROM mf_run_event WHERE run_key = :run_key AND seq > :seq ORDER BY seq")
                .bind("run_key", runKey)
                .bind("seq", seq)
                .map(EventDao::read)
                .list();
    }

    /** Who asked for the run: the first that did, and for its publication the last. */
    static Optional<String> asker(Handle handle, String runKey, RunEventType... asking) {
        return handle.createQuery("""
                        SELECT detail ->> 'requester_principal' FROM mf_run_event
                        WHERE run_key = :run_key AND event_type = ANY(:types) ORDER BY seq DESC LIMIT 1
                        """)
                .bind("run_key", runKey)
                .bindArray("types", String.class, column(List.of(asking), Enum::name))
                .mapTo(String.class)
                .findOne();
    }

    private static RunEvent read(ResultSet row, StatementContext context) throws SQLException {
        return new RunEvent(
                row.getString("run_key"),
                row.getLong("seq"),
                RunEventType.valueOf(row.getString("event_type")),
                RunState.valueOf(row.getString("state")),
                ExecutionMode.valueOf(row.getString("execution_mode")),
                Columns.failureCode(row, "reason_code"),
                Columns.json(row, "detail"),
                Columns.time(row, "occurred_at"));
    }
}
