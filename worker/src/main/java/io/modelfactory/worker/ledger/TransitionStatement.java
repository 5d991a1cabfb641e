package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeasePredicate;
import io.modelfactory.worker.ledger.outbox.OutboxDao;
import io.modelfactory.worker.ledger.postgres.PositionalStatement;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunTransition;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The one statement that writes a transition of a claimed run: the run's row, its event, the messages, the answers to
 * its requests and the metrics of its gate. It writes all of them, or nothing if the run is not as it was when they
 * were worded: if its latest event is another, if it is in a state that the transition may not leave, or if the lease
 * is lost.
 */
final class TransitionStatement {
    private static final String GUARD_SQL = "last_event_seq = ? AND " + RunTransition.GUARD_SQL.replace(":from", "?");

    private static final String UPDATE_SQL =
            """
            WITH run AS (
                UPDATE mf_run SET state = ?, execution_mode = ?, refs = refs || ?::jsonb,
                    full_run_attempts = ?, attempts_in_state = ?,
                    failure_code = ?, failure_category = ?, failure_message = ?,
                    built_by = COALESCE(built_by, ?::jsonb),
                    lease_owner = CASE WHEN ? THEN lease_owner END,
                    lease_deadline = CASE WHEN ? THEN lease_deadline END,
                    available_at = ?::timestamptz, finished_at = ?::timestamptz,
                    last_event_seq = last_event_seq + 1, updated_at = ?::timestamptz
                WHERE <held> AND <guard>
            """.replace("<held>", LeasePredicate.POSITIONAL_HELD_SQL).replace("<guard>", GUARD_SQL);

    private static final String CLAIM_SQL = """
            WITH run AS (
                UPDATE mf_run SET state = ?, execution_mode = ?, lease_owner = ?, lease_token = lease_token + 1,
                    claimed_at = ?::timestamptz, lease_deadline = clock_timestamp() + ? * interval '1 millisecond',
                    full_run_attempts = ?, attempts_in_state = ?, publish_retry_requested = ?,
                    execution_started_at = ?::timestamptz, run_config_digest = ?, signing_key_id = ?,
                    last_event_seq = last_event_seq + 1, updated_at = ?::timestamptz
                WHERE run_key = ? AND <guard>
            """.replace("<guard>", GUARD_SQL);

    /**
     * The time of the change is the database's, and no older than this. A history never goes back in time, and never
     * into a time that is still to come.
     */
    private static final String TIMELY_SQL = """
                AND ?::timestamptz BETWEEN GREATEST(updated_at, clock_timestamp() - interval '100 milliseconds')
                    AND clock_timestamp()
            """;

    private static final String RETURNING_SQL = """
                RETURNING run_key, last_event_seq, state, execution_mode, updated_at, created_month),
            event AS (
            """;

    private static final String IF_CHANGED = "EXISTS (SELECT FROM run)";

    private TransitionStatement() {}

    /**
     * A change under a lease.
     *
     * @param timely whether the time of the change is checked, because the row is not locked yet
     * @return reads {@code now}, by the database's clock, if it has written everything
     */
    static PositionalStatement of(
            RunRow before, RunRow after, Lease lease, LeasedChange change, UnitOfWork records, boolean timely) {
        RunRecord run = after.run();
        Optional<Failure> failure = run.failure();
        WorkerTransition transition = change.transition();
        boolean held = change.keepsLease(after);
        PositionalStatement statement = new PositionalStatement()
                .sql(UPDATE_SQL)
                .text(run.state().name())
                .text(run.mode().name())
                .text(RunRow.refsText(change.refs()))
                .number(run.fullRunAttempts())
                .number(run.attemptsInState())
                .text(failure.map(why -> why.code().name()))
                .text(failure.map(why -> why.code().category().name()))
                .text(failure.map(Failure::message))
                .text(RunRow.builtByText(before, after))
                .flag(held)
                .flag(held)
                .text(run.availableAt().toString())
                .text(run.finishedAt().map(Instant::toString))
                .text(run.updatedAt().toString())
                .text(lease.runKey())
                .text(lease.owner())
                .number(lease.token())
                .number(before.lastEventSeq())
                .text(transition.transition().guard());
        if (timely) {
            statement.sql(TIMELY_SQL).text(run.updatedAt().toString());
        }
        addRecords(statement, transition, records, change.observed());
        return statement
                .sql(
                        records.runAvailable()
                                ? "SELECT clock_timestamp() AS now, " + RunNotifications.SEND_SQL
                                : "SELECT clock_timestamp() AS now")
                .sql(" FROM run");
    }

    /**
     * A claim of a run that the transaction has locked.
     *
     * @return reads {@code now} and the columns of each unanswered request, oldest first; all of these are null if
     *     there is none
     */
    static PositionalStatement ofClaim(
            RunRow before, RunRow after, Duration lease, WorkerTransition transition, UnitOfWork records) {
        RunRecord run = after.run();
        PositionalStatement statement = new PositionalStatement()
                .sql(CLAIM_SQL)
                .text(run.state().name())
                .text(run.mode().name())
                .text(transition.workerId())
                .text(run.updatedAt().toString())
                .number(lease.toMillis())
                .number(run.fullRunAttempts())
                .number(run.attemptsInState())
                .flag(run.publication().publishRetryRequested())
                .text(run.executionStartedAt().map(Instant::toString))
                .text(run.runConfigDigest())
                .text(run.startPin().signingKeyId())
                .text(run.updatedAt().toString())
                .text(run.runKey())
                .number(before.lastEventSeq())
                .text(transition.transition().guard());
        addRecords(statement, transition, records, Map.of());
        return statement.sql("""
                SELECT clock_timestamp() AS now, request.* FROM run LEFT JOIN mf_request AS request
                    ON mf_digest(request.run_key) = mf_digest(run.run_key) AND request.run_key = run.run_key
                        AND request.receipt_status IS NULL
                ORDER BY request.received_at, request.request_id
                """);
    }

    private static void addRecords(
            PositionalStatement statement,
            WorkerTransition transition,
            UnitOfWork records,
            Map<String, Double> observed) {
        EventDao.append(statement.sql(RETURNING_SQL), "run", transition);
        OutboxDao.append(statement.sql("),\nmessage AS ("), records.messages(), IF_CHANGED);
        if (!records.answers().isEmpty()) {
            RequestDao.recordAnswers(statement.sql("),\nanswered AS ("), records.answers(), IF_CHANGED);
        }
        if (!observed.isEmpty()) {
            RunMetricDao.append(statement.sql("),\nmetric AS ("), "run", observed);
        }
        statement.sql(")\n");
    }
}
