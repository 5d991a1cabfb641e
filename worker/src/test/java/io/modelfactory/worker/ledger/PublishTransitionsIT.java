package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.lifecycleEvent;
import static io.modelfactory.worker.ledger.LedgerFixture.publishableBuild;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static io.modelfactory.worker.ledger.LedgerFixture.retry;
import static io.modelfactory.worker.ledger.LedgerFixture.runKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.SubmissionOutcome.Answered;
import io.modelfactory.worker.ledger.SubmissionOutcome.Converged;
import io.modelfactory.worker.ledger.SubmissionOutcome.Refused;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From PASS to PUBLISHED, straight or after retries. */
class PublishTransitionsIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());

    @BeforeEach
    void aRunThatPassed() {
        submit(publishableBuild("request-1", "a"));
        Lease lease = claim().lease();
        ledger.evalReady(lease, refs("eval_report"));
        ledger.pass(lease, refs("gate_receipt"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aPublishableRunKeepsItsLeaseAfterTheGate() {
        RunRecord run = ledger.find(runKey("a")).orElseThrow();

        assertThat(run.finished()).isFalse();
        assertThat(ledger.claim("worker-2", LONG)).isEmpty();
    }

    @Test
    void aPublishedRunKeepsAllItsReferences() {
        RunRecord run = ledger.published(currentLease(), refs("bundle_publication"), lifecycleEvent());

        assertThat(run.state()).isEqualTo(RunState.PUBLISHED);
        assertThat(run.finished()).isTrue();
        assertThat(run.refs()).containsOnlyKeys("eval_report", "gate_receipt", "bundle_publication");
        assertThat(status("request-1")).isEqualTo("DONE");
    }

    @Test
    void anUnpublishedRunStaysPendingUntilARetry() {
        leavePending();
        assertThat(status("request-1")).isEqualTo("PUBLISH_PENDING");
        assertThat(ledger.claim("worker-1", LONG)).isEmpty();

        assertThat(submit(retry("retry-01", "a"))).containsExactly(new Converged(runKey("a")));

        ClaimedRun claimed = claim();
        assertThat(claimed.run().state()).isEqualTo(RunState.RUNNING);
        assertThat(claimed.run().mode()).isEqualTo(ExecutionMode.PUBLISH_ONLY);
        assertThat(claimed.run().fullRunAttempts()).isEqualTo(1);
        assertThat(claimed.run().publishRetryAttempts()).isEqualTo(1);
        ledger.published(claimed.lease(), refs("bundle_publication"), lifecycleEvent());
        assertThat(status("retry-01")).isEqualTo("DONE");
    }

    @Test
    void retriesAreBounded() {
        leavePending();
        for (String request : List.of("retry-01", "retry-02")) {
            submit(retry(request, "a"));
            ledger.publishPending(claim().lease(), FailureCode.PUBLISH_CONFLICT, "still not", refs());
            assertThat(status(request)).isEqualTo("PUBLISH_PENDING");
        }

        assertThat(submit(retry("retry-03", "a"))).containsExactly(new Refused(FailureCode.PUBLISH_RETRY_EXHAUSTED));
        assertThat(lastEvent()).isEqualTo(RunEventType.PUBLISH_RETRY_EXHAUSTED);
        assertThat(ledger.claim("worker-1", LONG)).isEmpty();
    }

    @Test
    void twoRetriesAtATimeAreOne() {
        leavePending();

        assertThat(submit(retry("retry-01", "a"), retry("retry-02", "a")))
                .containsExactly(new Converged(runKey("a")), new Converged(runKey("a")));
        ClaimedRun claimed = claim();
        assertThat(claimed.run().publishRetryAttempts()).isEqualTo(1);
        ledger.published(claimed.lease(), refs(), lifecycleEvent());
        assertThat(status("retry-01")).isEqualTo("DONE");
        assertThat(status("retry-02")).isEqualTo("DONE");
    }

    @Test
    void aRetryOfARunThatIsNotPendingIsSkipped() {
        assertThat(submit(retry("retry-01", "a"))).containsExactly(new Refused(FailureCode.RETRY_NOT_PENDING));
        assertThat(lastEvent()).isEqualTo(RunEventType.PUBLISH_RETRY_SKIPPED);
        assertThat(status("retry-01")).isEqualTo("FAILED");
    }

    @Test
    void aRetryForAnotherPlatformRunIsNotFound() {
        leavePending();

        assertThat(submit(retry("retry-01", "unknown"), retry("retry-02", "a", "platform_20270101T000000Z")))
                .containsExactly(new Refused(FailureCode.RUN_NOT_FOUND), new Refused(FailureCode.RUN_NOT_FOUND));
        assertThat(lastEvent()).isEqualTo(RunEventType.PUBLISH_PENDING);
    }

    @Test
    void aRequestForAPendingRunIsAnsweredAsPending() {
        leavePending();

        assertThat(submit(publishableBuild("request-2", "a")))
                .containsExactly(new Answered(runKey("a"), ReceiptStatus.ALREADY_PUBLISH_PENDING));
    }

    @Test
    void aRequestThatComesDuringARetryIsAnsweredAtItsEnd() {
        leavePending();
        submit(retry("retry-01", "a"));

        assertThat(submit(build("request-2", "a"))).containsExactly(new Converged(runKey("a")));
        ledger.published(claim().lease(), refs(), lifecycleEvent());
        assertThat(status("request-2")).isEqualTo("DONE");
    }

    private void leavePending() {
        ledger.publishPending(currentLease(), FailureCode.PUBLISH_CONFLICT, "other bytes are there", refs());
    }

    private Lease currentLease() {
        return new Lease(runKey("a"), "worker-1", 1);
    }

    private ClaimedRun claim() {
        return ledger.claim("worker-1", LONG).orElseThrow();
    }

    private List<SubmissionOutcome> submit(IntakeEntry... batch) {
        return ledger.submit(List.of(batch));
    }

    private String status(String requestId) {
        return ledger.request(requestId)
                .flatMap(RequestRecord::receiptStatus)
                .map(ReceiptStatus::name)
                .orElse("none");
    }

    private RunEventType lastEvent() {
        List<RunEvent> events = ledger.events(runKey("a"));
        return events.get(events.size() - 1).type();
    }
}
