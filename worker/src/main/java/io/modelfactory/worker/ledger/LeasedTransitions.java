package io.modelfactory.worker.ledger;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeaseLostException;
import io.modelfactory.worker.ledger.lease.LeasePredicate;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.DatabaseClock;
import io.modelfactory.worker.ledger.postgres.PositionalStatement;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunTransition;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The changes a worker makes to a run it has claimed. Each is one statement whose condition names the lease, the states
 * it may leave and the event that it follows. It is worded by what this process wrote last of the run, and committed
 * with one round trip; if the run has changed since, or the time is uncertain, it is worded anew by the row, which is
 * locked for that.
 */
final class LeasedTransitions {
    /**
     * Locks no row that is not held under the lease: a claim skips what is locked, and would pass over a run that a
     * worker without its lease only looks at.
     */
    private static final String LOCK_SQL = """
            SELECT locked.*, clock_timestamp() AS now
            FROM (SELECT * FROM mf_run WHERE <held> FOR NO KEY UPDATE) AS locked
            """.replace("<held>", LeasePredicate.POSITIONAL_HELD_SQL);

    private final Database database;
    private final TransitionRecords records;
    private final HeldRuns held;
    private final DatabaseClock clock;

    LeasedTransitions(Database database, LedgerSettings settings) {
        this(database, new TransitionRecords(settings), new HeldRuns(), new DatabaseClock(System::nanoTime));
    }

    LeasedTransitions(Database database, TransitionRecords records, HeldRuns held, DatabaseClock clock) {
        this.database = database;
        this.records = records;
        this.held = held;
        this.clock = clock;
    }

    /**
     * @return the run after the change
     * @throws LeaseLostException if another worker has claimed the run
     * @throws FailureException {@code INVALID_TRANSITION} if it is in a state that the transition may not leave
     */
    RunRecord apply(Lease lease, LeasedChange change) {
        Optional<RunRow> known = held.find(lease)
                .flatMap(run -> clock.now()
                        .flatMap(now ->
                                database.statement(connection -> write(connection, lease, change, run, now, true))));
        return known.orElseGet(() -> database.transaction(handle -> applyLocked(handle, lease, change)))
                .run();
    }

    /** The same for a run that this transaction has locked; the transaction ends. */
    RunRow applyTo(Handle handle, Lease lease, LeasedChange change, RunRow row, Instant now) {
        HeldRun locked = new HeldRun(row, RequestDao.findUnanswered(handle, lease.runKey()));
        return write(handle.getConnection(), lease, change, locked, now, false)
                .orElseThrow(() -> new IllegalStateException("a locked row has changed: " + lease.runKey()));
    }

    /**
     * Takes the lease of a run that this transaction has locked; the transaction ends.
     *
     * @param begun the run after the claim
     */
    Lease begin(Handle handle, RunRow before, RunRow begun, Duration duration, WorkerTransition claim) {
        UnitOfWork recorded = records.of(begun, claim, List.of(), Optional.empty());
        List<OpenRequest> unanswered = new ArrayList<>();
        List<Instant> now = TransitionStatement.ofClaim(before, begun, duration, claim, recorded)
                .queryAndCommit(handle.getConnection(), row -> {
                    if (row.getString("request_id") != null) {
                        unanswered.add(OpenRequest.ofColumns(row));
                    }
                    return PostgresColumns.time(row, "now");
                });
        clock.set(now.get(0));
        Lease lease = new Lease(begun.run().runKey(), claim.workerId(), begun.leaseToken());
        held.put(lease, new HeldRun(begun, unanswered));
        return lease;
    }

    /** The run of a lease has been read or changed, and no event tells of it. */
    void learn(Lease lease, HeldRun run) {
        held.put(lease, run);
    }

    /** The same; what is known of its requests holds if nothing else has happened. */
    void learn(Lease lease, RunRow row) {
        held.refresh(lease, row);
    }

    private RunRow applyLocked(Handle handle, Lease lease, LeasedChange change) {
        RunTransition transition = change.transition().transition();
        LockedRun locked = new PositionalStatement()
                        .sql(LOCK_SQL)
                        .text(lease.runKey())
                        .text(lease.owner())
                        .number(lease.token())
                        .query(handle.getConnection(), LockedRun::read)
                        .stream()
                        .filter(run -> transition.from().contains(run.row().phase()))
                        .findFirst()
                        .orElseThrow(() -> rejection(handle, lease, transition));
        return applyTo(handle, lease, change, locked.row(), locked.now());
    }

    /** Why nothing is written: the lease is lost, or the run is in a state that the transition may not leave. */
    private static RuntimeException rejection(Handle handle, Lease lease, RunTransition transition) {
        Optional<RunRow> row = RunDao.find(handle, lease.runKey()).filter(found -> found.leaseToken() == lease.token());
        if (row.isEmpty() || transition.from().contains(row.get().phase())) {
            return new LeaseLostException(lease);
        }
        return new FailureException(
                FailureCode.INVALID_TRANSITION,
                lease.runKey() + ": " + transition + " is not allowed in state "
                        + row.get().phase() + ", only in " + transition.from());
    }

    /** @param timely whether {@code now} has to be checked; if not, the row is locked, and its transaction ends */
    private Optional<RunRow> write(
            Connection connection, Lease lease, LeasedChange change, HeldRun run, Instant now, boolean timely) {
        RunRow after = change.rowChange().after(run.row(), now);
        UnitOfWork recorded = records.of(after, change.transition(), run.unanswered(), change.lifecycleEvent());
        PositionalStatement statement = TransitionStatement.of(run.row(), after, lease, change, recorded, timely);
        List<Instant> written = timely
                ? statement.query(connection, row -> PostgresColumns.time(row, "now"))
                : statement.queryAndCommit(connection, row -> PostgresColumns.time(row, "now"));
        if (written.isEmpty()) {
            return Optional.empty();
        }
        clock.set(written.get(0));
        if (change.keepsLease(after)) {
            held.put(lease, new HeldRun(after, run.unanswered()));
        } else {
            held.forget(lease);
        }
        return Optional.of(after);
    }
}
