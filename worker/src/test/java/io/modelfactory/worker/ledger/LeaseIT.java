package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.lifecycleEvent;
import static io.modelfactory.worker.ledger.LedgerFixture.publishableBuild;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static io.modelfactory.worker.ledger.LedgerFixture.request;
import static io.modelfactory.worker.ledger.LedgerFixture.runKey;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_HANDED_BACK;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_RESUMED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeaseLostException;
import io.modelfactory.worker.ledger.lease.LeaseRenewal;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Claims, renewals and the fencing of zombies. */
class LeaseIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aClaimStartsAQueuedRun() {
        ledger.submit(List.of(build("request-1", "a")));

        RunRecord run = claim("worker-1").run();

        assertThat(run.state()).isEqualTo(RunState.RUNNING);
        assertThat(run.mode()).isEqualTo(ExecutionMode.FULL);
        assertThat(run.fullRunAttempts()).isEqualTo(1);
        assertThat(run.executionStartedAt())
                .hasValueSatisfying(start -> assertThat(start).isEqualTo(start.truncatedTo(ChronoUnit.MILLIS)));
    }

    @Test
    void nothingIsClaimedTwice() {
        ledger.submit(List.of(build("request-1", "a")));

        assertThat(ledger.claim("worker-1", LONG)).isPresent();
        assertThat(ledger.claim("worker-2", LONG)).isEmpty();
    }

    @Test
    void aRunWhoseLastProgressIsStillBeingWrittenIsClaimed() {
        ledger.submit(List.of(build("request-1", "a")));
        ClaimedRun first = claim("worker-1");

        ClaimedRun second = Jdbi.create(database.dataSource()).inTransaction(progress -> {
            // A foreign key to the run locks its row like this until the transaction ends.
            progress.execute("SELECT FROM mf_run WHERE run_key = ? FOR KEY SHARE", runKey("a"));
            ledger.release(first.lease(), Duration.ZERO, "the worker stops");
            return claim("worker-2");
        });

        assertThat(second.lease().token()).isGreaterThan(first.lease().token());
    }

    @Test
    void theHighestPriorityIsClaimedFirst() {
        ledger.submit(List.of(build("request-1", "a")));
        ledger.submit(List.of(build("request-2", "b", false, request("b"), 7)));
        ledger.submit(List.of(build("request-3", "c")));

        assertThat(Stream.generate(() -> claim("worker-1").run().runKey()).limit(3))
                .containsExactly(runKey("b"), runKey("a"), runKey("c"));
    }

    @Test
    void anExpiredLeaseIsClaimedAgainWithTheSamePinnedStart() {
        ledger.submit(List.of(build("request-1", "a")));
        ClaimedRun first = claim("worker-1");
        expire(first.lease());

        ClaimedRun second = claim("worker-2");

        assertThat(second.lease().token()).isGreaterThan(first.lease().token());
        assertThat(second.run().executionStartedAt())
                .isPresent()
                .isEqualTo(first.run().executionStartedAt());
        assertThat(second.run().fullRunAttempts()).isEqualTo(2);
        assertThat(ledger.events(runKey("a")))
                .last()
                .satisfies(event -> assertThat(event.type()).isEqualTo(RUN_RESUMED));
    }

    @Test
    void aZombieWorkerIsFencedOff() {
        ledger.submit(List.of(publishableBuild("request-1", "a")));
        Lease lost = claim("worker-1").lease();
        expire(lost);
        claim("worker-2");
        List<Map<String, Object>> before = allRows();

        assertThat(renewal(lost)).isEqualTo(LeaseRenewal.LOST);
        assertThat(List.<Consumer<Lease>>of(
                        lease -> ledger.release(lease, Duration.ZERO, "shutdown"),
                        lease -> ledger.retryLater(lease, Duration.ZERO, FailureCode.MANIFEST_UNRESOLVED, "not there"),
                        lease -> ledger.evalReady(lease, refs("eval_report")),
                        lease -> ledger.pass(lease, refs("gate_receipt")),
                        lease -> ledger.fail(lease, FailureCode.GATE_FAIL, "no", refs()),
                        lease -> ledger.publishPending(lease, FailureCode.PUBLISH_CONFLICT, "no", refs()),
                        lease -> ledger.published(lease, refs(), lifecycleEvent())))
                .allSatisfy(change ->
                        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> change.accept(lost)));
        assertThat(allRows()).isEqualTo(before);
    }

    @Test
    void aRenewedLeaseIsKept() {
        ledger.submit(List.of(build("request-1", "a")));
        Lease lease = claim("worker-1").lease();
        expire(lease);

        assertThat(renewal(lease)).isEqualTo(LeaseRenewal.RENEWED);
        assertThat(ledger.claim("worker-2", LONG)).isEmpty();
    }

    @Test
    void anInvalidTransitionIsRefusedByName() {
        ledger.submit(List.of(build("request-1", "a")));
        Lease lease = claim("worker-1").lease();
        List<Map<String, Object>> before = allRows();

        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> ledger.pass(lease, refs()))
                .withMessageContaining("PASS_GATE")
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.INVALID_TRANSITION));
        assertThat(allRows()).isEqualTo(before);
    }

    @Test
    void aFinishedRunCannotBeChangedByItsLastWorker() {
        ledger.submit(List.of(build("request-1", "a")));
        Lease lease = claim("worker-1").lease();
        ledger.fail(lease, FailureCode.DATASET_INVALID, "no", refs());

        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> ledger.fail(lease, FailureCode.DATASET_INVALID, "no", refs()))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.INVALID_TRANSITION));
        assertThat(renewal(lease)).isEqualTo(LeaseRenewal.LOST);
        assertThat(ledger.claim("worker-1", LONG)).isEmpty();
    }

    @Test
    void aReleasedRunHasUsedNoAttempt() {
        ledger.submit(List.of(build("request-1", "a")));
        for (int i = 0; i < 10; i++) {
            ledger.release(claim("worker-1").lease(), Duration.ZERO, "the object store is down");
        }

        assertThat(claim("worker-1").run().fullRunAttempts()).isEqualTo(1);
        assertThat(ledger.events(runKey("a")))
                .filteredOn(event -> event.type() == RUN_HANDED_BACK)
                .hasSize(10)
                .allSatisfy(event ->
                        assertThat(event.detail().path("message").textValue()).isEqualTo("the object store is down"));
    }

    @Test
    void aReleasedRunHasNoOwner() {
        ledger.submit(List.of(build("request-1", "a")));
        Lease lease = claim("worker-1").lease();
        ledger.release(lease, Duration.ZERO, "shutdown");

        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> ledger.evalReady(lease, refs("eval_report")));
    }

    @Test
    void aRunThatIsToBeTriedLaterWaitsForItsTime() {
        ledger.submit(List.of(build("request-1", "a")));
        RunRecord waiting = ledger.retryLater(
                claim("worker-1").lease(), LONG, FailureCode.MANIFEST_UNRESOLVED, "manifest: not there yet");

        assertThat(waiting.state()).isEqualTo(RunState.RUNNING);
        assertThat(waiting.failureCode()).contains(FailureCode.MANIFEST_UNRESOLVED);
        assertThat(ledger.claim("worker-1", LONG)).isEmpty();

        database.sql().useHandle(sql -> sql.execute("UPDATE mf_run SET available_at = now()"));
        assertThat(claim("worker-1").run().fullRunAttempts()).isEqualTo(2);
    }

    @Test
    void aRunThatKeepsLosingItsWorkersFails() {
        ledger.submit(List.of(build("request-1", "deadly", false, request("deadly"), 1), build("request-2", "next")));
        for (int attempt = 0; attempt < LedgerFixture.settings().maxFullRunAttempts(); attempt++) {
            Lease lease = claim("worker-1").lease();
            assertThat(lease.runKey()).isEqualTo(runKey("deadly"));
            expire(lease);
        }

        assertThat(claim("worker-1").run().runKey()).isEqualTo(runKey("next"));
        RunRecord deadly = ledger.find(runKey("deadly")).orElseThrow();
        assertThat(deadly.state()).isEqualTo(RunState.FAIL);
        assertThat(deadly.failureCode()).contains(FailureCode.RUN_ATTEMPTS_EXHAUSTED);
        assertThat(deadly.fullRunAttempts()).isEqualTo(3);
        assertThat(ledger.request("request-1").flatMap(RequestRecord::receiptStatus))
                .contains(ReceiptStatus.FAILED);
    }

    @Test
    void attemptsAreCountedAnewOnceTheRunGetsFurther() {
        ledger.submit(List.of(build("request-1", "a")));
        for (int i = 0; i < 2; i++) {
            expire(claim("worker-1").lease());
        }
        Lease third = claim("worker-1").lease();
        ledger.evalReady(third, refs("eval_report"));
        expire(third);

        ClaimedRun resumed = claim("worker-2");
        assertThat(resumed.run().state()).isEqualTo(RunState.EVAL_READY);
        assertThat(resumed.run().refs()).containsKey("eval_report");
        assertThat(resumed.run().fullRunAttempts()).isEqualTo(3);
    }

    @Test
    @Timeout(300)
    void aLockedRowCostsNoOtherLease() {
        ledger.submit(List.of(build("request-1", "a"), build("request-2", "b")));
        Lease locked = claim("worker-1").lease();
        Lease free = claim("worker-1").lease();
        expire(locked);
        expire(free);

        database.sql().useTransaction(blocker -> {
            blocker.createQuery("SELECT run_key FROM mf_run WHERE run_key = ? FOR UPDATE")
                    .bind(0, locked.runKey())
                    .mapTo(String.class)
                    .one();

            assertThat(ledger.renew(List.of(locked, free), LONG))
                    .containsEntry(locked, LeaseRenewal.ROW_LOCKED)
                    .containsEntry(free, LeaseRenewal.RENEWED);
            assertThat(ledger.claim("worker-2", LONG)).isEmpty();
        });
        assertThat(renewal(locked)).isEqualTo(LeaseRenewal.RENEWED);
    }

    @Test
    void aLeaseIsLiveUntilItsTimeHasPassedOrAnotherWorkerClaimsTheRun() {
        ledger.submit(List.of(build("request-1", "a")));
        Lease lease = claim("worker-1").lease();
        assertThatCode(() -> ledger.requireLive(lease)).doesNotThrowAnyException();

        expire(lease);
        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> ledger.requireLive(lease));

        claim("worker-2");
        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> ledger.requireLive(lease));
    }

    private LeaseRenewal renewal(Lease lease) {
        Map<Lease, LeaseRenewal> renewals = ledger.renew(List.of(lease), LONG);
        assertThat(renewals).containsOnlyKeys(lease);
        return renewals.values().iterator().next();
    }

    private ClaimedRun claim(String owner) {
        Optional<ClaimedRun> claimed = ledger.claim(owner, LONG);
        assertThat(claimed).isPresent();
        return claimed.get();
    }

    private void expire(Lease lease) {
        database.sql()
                .useHandle(sql -> sql.execute(
                        "UPDATE mf_run SET lease_deadline = now() - interval '1 second' WHERE run_key = ?",
                        lease.runKey()));
    }

    /** All rows that a change could touch. */
    private List<Map<String, Object>> allRows() {
        return database.sql()
                .withHandle(sql -> Stream.of("mf_run", "mf_request", "mf_run_event", "mf_outbox")
                        .flatMap(table -> sql
                                .createQuery("SELECT to_jsonb(t)::text AS row FROM " + table + " t ORDER BY 1")
                                .mapToMap()
                                .list()
                                .stream())
                        .toList());
    }
}
