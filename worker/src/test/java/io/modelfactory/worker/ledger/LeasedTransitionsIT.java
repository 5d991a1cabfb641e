package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.lifecycleEvent;
import static io.modelfactory.worker.ledger.LedgerFixture.publishableBuild;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static io.modelfactory.worker.ledger.LedgerFixture.runKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeaseLostException;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.DatabaseClock;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.ledger.run.RunTransition;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker writes a transition by what it knows of the run; what has happened since is not lost. */
class LeasedTransitionsIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final RunLedger other = new RunLedger(database.dataSource(), LedgerFixture.settings());

    @BeforeEach
    void submit() {
        ledger.submit(List.of(build("request-1", "a")));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aRequestThatCameAfterTheClaimIsAnsweredWithTheOthers() {
        Lease lease = claim();
        ledger.evalReady(lease, refs("model"));
        other.submit(List.of(build("request-2", "a")));

        ledger.pass(lease, refs("gate_receipt"));

        assertThat(ledger.requests(runKey("a")))
                .extracting(request -> request.receiptStatus().orElseThrow())
                .containsExactly(ReceiptStatus.PASS_NO_PUBLISH, ReceiptStatus.PASS_NO_PUBLISH);
        assertThat(ledger.events(runKey("a"))).extracting(RunEvent::seq).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void aRunThatIsToBePublishedSinceItWasClaimedKeepsItsLease() {
        Lease lease = claim();
        ledger.evalReady(lease, refs("model"));
        other.submit(List.of(publishableBuild("request-2", "a")));

        assertThat(ledger.pass(lease, refs("gate_receipt")).finished()).isFalse();
        assertThat(ledger.published(lease, refs("completion"), lifecycleEvent()).refs())
                .containsOnlyKeys("model", "gate_receipt", "completion");
    }

    @Test
    void aProcessThatHasNotClaimedTheRunMayChangeItUnderItsLease() {
        Lease lease = claim();

        RunRecord changed = other.evalReady(lease, refs("model"));

        assertThat(changed).isEqualTo(ledger.find(runKey("a")).orElseThrow());
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> ledger.evalReady(lease, refs("model")))
                .extracting(FailureException::code)
                .isEqualTo(FailureCode.INVALID_TRANSITION);
        assertThat(ledger.pass(lease, refs("gate_receipt")).refs()).containsOnlyKeys("model", "gate_receipt");
    }

    @Test
    void aRunThatAnotherProcessReleasedIsNotChanged() {
        Lease lease = claim();
        other.release(lease, Duration.ZERO, "shutdown");

        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> ledger.evalReady(lease, refs("model")));
        assertThat(ledger.events(runKey("a")))
                .extracting(RunEvent::type)
                .containsExactly(RunEventType.REQUEST_QUEUED, RunEventType.RUN_STARTED, RunEventType.RUN_HANDED_BACK);
    }

    /** A claim skips a locked row, so that it would find no run while a worker without its lease looks at one. */
    @Test
    @Timeout(60) // it would wait for the row forever
    void aWorkerWithoutTheLeaseLocksNothing() {
        Lease lease = claim();
        other.release(lease, Duration.ZERO, "shutdown");
        WorkerTransition change = WorkerTransition.of(RunTransition.FINISH_EVALUATION, lease.owner());
        LeasedTransitions transitions =
                new LeasedTransitions(new Database(database.dataSource()), LedgerFixture.settings());
        LeasedChange unworded = new LeasedChange(
                change,
                (before, now) -> {
                    throw new AssertionError("a change is worded for a worker without the lease");
                },
                Map.of(),
                Map.of(),
                Optional.empty());

        database.sql().useTransaction(holding -> {
            holding.execute("SELECT FROM mf_run WHERE run_key = ? FOR UPDATE", runKey("a"));
            assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> transitions.apply(lease, unworded));
        });

        assertThat(ledger.claim("worker-2", LONG)).isPresent();
    }

    @Test
    void whatIsReturnedIsWhatIsKept() {
        Lease lease = claim();
        assertThat(ledger.evalReady(lease, refs("model"))).isEqualTo(kept());
        RunRecord again = ledger.retryLater(lease, Duration.ofMillis(1), FailureCode.TRAINING_FAILED, "no\u0000");
        assertThat(again).isEqualTo(kept());
        assertThat(again.failureMessage()).contains("no\ufffd");
        database.sql().useHandle(sql -> sql.execute("UPDATE mf_run SET available_at = now()"));
        Lease next = ledger.claim("worker-2", LONG).orElseThrow().lease();
        assertThat(ledger.fail(next, FailureCode.GATE_FAIL, "bad", refs("gate_receipt")))
                .isEqualTo(kept());
    }

    /** Milliseconds from its true time: the transition is worded anew by the locked row. */
    @ParameterizedTest
    @ValueSource(longs = {-3_600_000, -200, 60_000, 3_600_000})
    void aProcessThatMisjudgesTheDatabasesClockWritesTheDatabasesTime(long millis) {
        Lease lease = claim();
        Database transactions = new Database(database.dataSource());
        DatabaseClock wrong = new DatabaseClock(() -> 0);
        wrong.set(Instant.now().plusMillis(millis));
        HeldRuns held = new HeldRuns();
        held.put(lease, new HeldRun(row(), List.of()));
        LeasedTransitions transitions =
                new LeasedTransitions(transactions, new TransitionRecords(LedgerFixture.settings()), held, wrong);
        WorkerTransition change = WorkerTransition.of(RunTransition.FINISH_EVALUATION, lease.owner());

        RunRecord changed = transitions.apply(lease, LeasedChange.advance(change, Map.of(), Optional.empty()));

        assertThat(changed.state()).isEqualTo(RunState.EVAL_READY);
        assertThat(ledger.events(runKey("a")))
                .extracting(RunEvent::occurredAt)
                .isSortedAccordingTo(Comparator.naturalOrder())
                .last()
                .satisfies(time -> assertThat(time).isBetween(Instant.now().minusSeconds(30), databaseTime()))
                .isEqualTo(changed.updatedAt());
    }

    private Lease claim() {
        return ledger.claim("worker-1", LONG).orElseThrow().lease();
    }

    private RunRecord kept() {
        return other.find(runKey("a")).orElseThrow();
    }

    private RunRow row() {
        return database.sql()
                .withHandle(handle -> RunDao.find(handle, runKey("a")))
                .orElseThrow();
    }

    private Instant databaseTime() {
        return database.sql()
                .withHandle(handle -> handle.createQuery("SELECT clock_timestamp()")
                        .mapTo(Instant.class)
                        .one());
    }
}
