package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.longs;
import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.postgres.StatementBatch;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** Rows of {@code mf_run_event}: written once, never changed. */
final class EventDao {
    /** What a statement that changes a run becomes when it writes the event of the change, too. */
    private static final String RECORDED = """
            WITH run AS (<change> RETURNING *),
            event AS (
                INSERT INTO mf_run_event (run_key, seq, event_type, state, execution_mode, reason_code, detail,
                    occurred_at, run_month)
                SELECT run_key, last_event_seq, :event_type, state, execution_mode, :event_reason,
                    :event_detail::jsonb, updated_at, created_month
                FROM run)
            SELECT * FROM run
            """;

    private EventDao() {}

    /**
     * A statement that changes a run and writes the event of the change.
     *
     * @param change an update of {@code mf_run} that counts {@code last_event_seq} up, without {@code RETURNING}
     * @return reads the run afterwards; nothing if it changed none
     */
    static Query change(Handle handle, String change, WorkerTransition transition) {
        return handle.createQuery(RECORDED.replace("<change>", change.strip()))
                .bind("event_type", transition.transition().event().name())
                .bind("event_reason", transition.code().map(Enum::name).orElse(null))
                .bind("event_detail", Json.text(transition.detail()));
    }

    static void append(StatementBatch batch, List<RunEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        batch.add(
                """
                        INSERT INTO mf_run_event (run_key, seq, event_type, state, execution_mode, reason_code,
                            detail, occurred_at, run_month)
                        SELECT run_key, seq, event_type, event.state, event.execution_mode, reason_code, detail::jsonb,
                            occurred_at::timestamptz, created_month
                        FROM unnest(:event_run_keys, :event_seqs, :event_types, :event_states, :event_modes,
                            :event_reasons,
                            :event_details, :event_times)
                            AS event (run_key, seq, event_type, state, execution_mode, reason_code, detail, occurred_at)
                            JOIN mf_run USING (run_key)
                        """,
                update -> update.bind("event_run_keys", texts(events, RunEvent::runKey))
                        .bind("event_seqs", longs(events, RunEvent::seq))
                        .bind("event_types", texts(events, event -> event.type().name()))
                        .bind(
                                "event_states",
                                texts(events, event -> event.state().name()))
                        .bind("event_modes", texts(events, event -> event.mode().name()))
                        .bind(
                                "event_reasons",
                                texts(
                                        events,
                                        event -> event.reason().map(Enum::name).orElse(null)))
                        .bind("event_details", texts(events, event -> Json.text(event.detail())))
                        .bind(
                                "event_times",
                                texts(events, event -> event.occurredAt().toString())));
    }

    static List<RunEvent> findAfter(Handle handle, String runKey, long seq) {
        return handle.createQuery("""
                        SELECT * FROM mf_run_event
                        WHERE run_key = :run_key AND seq > :seq
                            AND run_month = (SELECT created_month FROM mf_run WHERE run_key = :run_key)
                        ORDER BY seq
                        """)
                .bind("run_key", runKey)
                .bind("seq", seq)
                .map(EventDao::read)
                .list();
    }

    /** The month of a run whose first event is not here any more; months are detached as a whole. */
    static Optional<YearMonth> findDetachedMonth(Handle handle, String runKey) {
        return handle.createQuery("""
                        SELECT to_char(created_month, 'YYYY-MM') FROM mf_run
                        WHERE run_key = :run_key AND NOT EXISTS (SELECT FROM mf_run_event AS event
                            WHERE event.run_key = :run_key AND event.run_month = mf_run.created_month AND seq = 1)
                        """)
                .bind("run_key", runKey)
                .mapTo(String.class)
                .findOne()
                .map(YearMonth::parse);
    }

    private static RunEvent read(ResultSet row, StatementContext context) throws SQLException {
        return new RunEvent(
                row.getString("run_key"),
                row.getLong("seq"),
                RunEventType.valueOf(row.getString("event_type")),
                RunState.valueOf(row.getString("state")),
                ExecutionMode.valueOf(row.getString("execution_mode")),
                PostgresColumns.failureCode(row, "reason_code"),
                PostgresColumns.json(row, "detail"),
                PostgresColumns.time(row, "occurred_at"));
    }
}
