package io.modelfactory.worker.ledger;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.postgres.PositionalStatement;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.postgres.RowSource;
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
import org.jdbi.v3.core.statement.StatementContext;

/** Rows of {@code mf_run_event}: written once, never changed. */
final class EventDao {
    private EventDao() {}

    /**
     * Appends a statement that writes the event of a change of a run.
     *
     * @param changed the run after its change, of which the statement knows the columns
     */
    static void append(PositionalStatement statement, String changed, WorkerTransition transition) {
        statement
                .sql("""
                        INSERT INTO mf_run_event (run_key, seq, event_type, state, execution_mode, reason_code, detail,
                            occurred_at, run_month)
                        SELECT run_key, last_event_seq, ?, state, execution_mode, ?, ?::jsonb, updated_at, created_month
                        FROM\s""")
                .sql(changed)
                .text(transition.transition().event().name())
                .text(transition.code().map(Enum::name))
                .text(Json.text(transition.detail()));
    }

    /** Appends a statement that writes events. */
    static void append(PositionalStatement statement, List<RunEvent> events) {
        RowSource<RunEvent> rows = new RowSource<>("event", events)
                .text("run_key", RunEvent::runKey)
                .number("seq", RunEvent::seq)
                .text("event_type", event -> event.type().name())
                .text("state", event -> event.state().name())
                .text("execution_mode", event -> event.mode().name())
                .text("reason_code", event -> event.reason().map(Enum::name).orElse(null))
                .json("detail", event -> Json.text(event.detail()))
                .time("occurred_at", event -> event.occurredAt().toString());
        statement.sql("""
                INSERT INTO mf_run_event (run_key, seq, event_type, state, execution_mode, reason_code, detail,
                    occurred_at, run_month)
                SELECT run_key, seq, event_type, event.state, event.execution_mode, reason_code, detail, occurred_at,
                    created_month
                FROM\s""");
        rows.addTo(statement);
        statement.sql(" JOIN mf_run USING (run_key)");
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
