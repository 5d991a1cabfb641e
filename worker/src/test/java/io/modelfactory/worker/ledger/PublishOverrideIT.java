package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.PLATFORM_RUN;
import static io.modelfactory.worker.ledger.LedgerFixture.lifecycleEvent;
import static io.modelfactory.worker.ledger.LedgerFixture.override;
import static io.modelfactory.worker.ledger.LedgerFixture.publishableBuild;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static io.modelfactory.worker.ledger.LedgerFixture.retry;
import static io.modelfactory.worker.ledger.LedgerFixture.runKey;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.SubmissionOutcome.Converged;
import io.modelfactory.worker.ledger.SubmissionOutcome.Duplicate;
import io.modelfactory.worker.ledger.SubmissionOutcome.Refused;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.PublishOverride;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From FAIL to PUBLISHED, where the gate could not decide and a principal who may do so did. */
class PublishOverrideIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void anInconclusiveRunIsPublishedWithoutBeingTrainedAgain() {
        failWith(FailureCode.GATE_INCONCLUSIVE);
        assertThat(status("request-1")).isEqualTo("GATE_FAIL");

        assertThat(submit(override("override-1", "a"))).containsExactly(new Converged(runKey("a")));

        RunRecord granted = run();
        assertThat(granted.state()).isEqualTo(RunState.RUNNING);
        assertThat(granted.mode()).isEqualTo(ExecutionMode.PUBLISH_ONLY);
        assertThat(granted.failure()).isEmpty();
        PublishOverride kept = granted.publishOverride().orElseThrow();
        assertThat(List.of(kept.requestId(), kept.requesterPrincipal(), kept.authenticatedBy(), kept.reason()))
                .containsExactly("override-1", "HUMAN::risk::ada", "key-1", "the committee of 12 May saw the card");
        RunEvent event = lastEvent();
        assertThat(event.type()).isEqualTo(RunEventType.PUBLISH_OVERRIDE_GRANTED);
        assertThat(event.detail().path("message").asText()).isEqualTo(kept.reason());
        assertThat(event.detail().path("requester_authentication").asText()).isEqualTo("authenticated by key key-1");

        ClaimedRun claimed = ledger.claim("worker-1", LONG).orElseThrow();
        assertThat(claimed.run().mode()).isEqualTo(ExecutionMode.PUBLISH_ONLY);
        assertThat(claimed.run().fullRunAttempts()).isEqualTo(1);
        RunRecord published = ledger.published(claimed.lease(), refs("bundle_publication"), lifecycleEvent());
        assertThat(published.publishOverride()).contains(kept);
        assertThat(status("override-1")).isEqualTo("DONE");
        assertThat(status("request-1")).as("an answer stays").isEqualTo("GATE_FAIL");
    }

    @Test
    void whatFailedForAnythingElseIsNotOverridden() {
        for (FailureCode other : List.of(
                FailureCode.GATE_FAIL,
                FailureCode.CHAMPION_NOT_COMPARABLE,
                FailureCode.LEAKAGE_GUARD_VIOLATION,
                FailureCode.GATE_RECEIPT_IMMUTABILITY_VIOLATION)) {
            String name = other.name();
            submit(publishableBuild("request-" + name, name));
            ledger.fail(ledger.claim("worker-1", LONG).orElseThrow().lease(), other, "no", refs());

            assertThat(submit(override("override-" + name, name)))
                    .containsExactly(new Refused(FailureCode.OVERRIDE_NOT_APPLICABLE));
            assertThat(receipt("override-" + name).at("/error/message").asText())
                    .contains("sole reason is GATE_INCONCLUSIVE", "it is in FAIL with " + other);
            assertThat(ledger.find(runKey(name)).orElseThrow().state()).isEqualTo(RunState.FAIL);
        }
        assertThat(ledger.claim("worker-1", LONG)).isEmpty();
    }

    @Test
    void aRunThatIsNotFailedIsNotOverridden() {
        submit(publishableBuild("request-1", "a"));
        assertNotApplicable("override-1", "it is in QUEUED");
        ClaimedRun claimed = ledger.claim("worker-1", LONG).orElseThrow();
        assertNotApplicable("override-2", "it is in RUNNING");
        ledger.evalReady(claimed.lease(), refs("eval_report"));
        assertNotApplicable("override-3", "it is in EVAL_READY");
        ledger.pass(claimed.lease(), refs("gate_receipt"));
        assertNotApplicable("override-4", "it is in PASS");
        ledger.publishPending(claimed.lease(), FailureCode.PUBLISH_CONFLICT, "no", refs());
        assertNotApplicable("override-5", "it is in PUBLISH_PENDING with PUBLISH_CONFLICT");
        submit(retry("retry-01", "a"));
        ClaimedRun again = ledger.claim("worker-1", LONG).orElseThrow();
        assertNotApplicable("override-6", "it is in RUNNING");
        ledger.published(again.lease(), refs(), lifecycleEvent());
        assertNotApplicable("override-7", "it is in PUBLISHED");
        assertThat(run().publishOverride()).isEmpty();
    }

    @Test
    void theSameRequestAgainIsADuplicateAndAnotherConvergesUntilItIsPublished() {
        failWith(FailureCode.GATE_INCONCLUSIVE);
        submit(override("override-1", "a"));

        assertThat(submit(override("override-1", "a"), override("override-2", "a")))
                .containsExactly(new Duplicate(), new Converged(runKey("a")));
        assertThat(run().publishOverride().orElseThrow().requestId()).isEqualTo("override-1");
        ledger.published(ledger.claim("worker-1", LONG).orElseThrow().lease(), refs(), lifecycleEvent());

        assertThat(status("override-1")).isEqualTo("DONE");
        assertThat(status("override-2")).isEqualTo("DONE");
        assertNotApplicable("override-3", "it was granted an override by request override-1 and is in PUBLISHED");
        assertThat(ledger.claim("worker-1", LONG)).isEmpty();
    }

    @Test
    void anOverriddenRunThatPendsIsPublishedByARetryAndKeepsItsOverride() {
        failWith(FailureCode.GATE_INCONCLUSIVE);
        submit(override("override-1", "a"));
        ledger.publishPending(
                ledger.claim("worker-1", LONG).orElseThrow().lease(), FailureCode.PUBLISH_CONFLICT, "no", refs());
        assertThat(status("override-1")).isEqualTo("PUBLISH_PENDING");
        assertNotApplicable("override-2", "and is in PUBLISH_PENDING");

        assertThat(submit(retry("retry-01", "a"))).containsExactly(new Converged(runKey("a")));
        RunRecord published =
                ledger.published(ledger.claim("worker-1", LONG).orElseThrow().lease(), refs(), lifecycleEvent());

        assertThat(published.publishOverride().orElseThrow().requestId()).isEqualTo("override-1");
        assertThat(status("retry-01")).isEqualTo("DONE");
    }

    @Test
    void anotherWorkerTakesUpWhatADeadOneLeft() {
        failWith(FailureCode.GATE_INCONCLUSIVE);
        submit(override("override-1", "a"));
        assertThat(ledger.claim("dying", Duration.ZERO)).isPresent();

        ClaimedRun resumed = ledger.claim("worker-1", LONG).orElseThrow();

        assertThat(resumed.run().mode()).isEqualTo(ExecutionMode.PUBLISH_ONLY);
        assertThat(resumed.run().publishOverride()).isPresent();
        assertThat(resumed.run().fullRunAttempts()).isEqualTo(1);
        assertThat(lastEvent().type()).isEqualTo(RunEventType.RUN_RESUMED);
    }

    @Test
    void aRunOfAnotherPlatformRunAndAnUnknownOneAreNotFound() {
        failWith(FailureCode.GATE_INCONCLUSIVE);

        assertThat(submit(
                        override("override-1", "unknown"),
                        override("override-2", "a", "platform_20270101T000000Z"),
                        override("override-3", "b"),
                        publishableBuild("request-2", "b")))
                .filteredOn(Refused.class::isInstance)
                .containsOnly(new Refused(FailureCode.RUN_NOT_FOUND))
                .hasSize(3);
        assertThat(run().state()).isEqualTo(RunState.FAIL);
    }

    @Test
    void anEntryThatNoKeyAuthenticatesIsRefusedHereToo() {
        failWith(FailureCode.GATE_INCONCLUSIVE);

        assertThat(submit(new IntakeEntry.PublishOverrideEntry(
                        "override-1",
                        "hash",
                        runKey("a"),
                        "because",
                        PLATFORM_RUN,
                        "HUMAN::risk::ada",
                        Optional.empty(),
                        Optional.empty())))
                .containsExactly(new Refused(FailureCode.REQUEST_SIGNATURE_INVALID));
        assertThat(run().state()).isEqualTo(RunState.FAIL);
    }

    private void failWith(FailureCode code) {
        submit(publishableBuild("request-1", "a"));
        ClaimedRun claimed = ledger.claim("worker-1", LONG).orElseThrow();
        ledger.evalReady(claimed.lease(), refs("eval_report"));
        ledger.fail(claimed.lease(), code, "auc_roc is undecided", refs("gate_receipt"));
    }

    private void assertNotApplicable(String requestId, String instead) {
        RunState before = run().state();
        long events = ledger.events(runKey("a")).size();
        assertThat(submit(override(requestId, "a"))).containsExactly(new Refused(FailureCode.OVERRIDE_NOT_APPLICABLE));
        assertThat(receipt(requestId).at("/error/message").asText()).contains(instead);
        assertThat(run().state()).isEqualTo(before);
        assertThat(ledger.events(runKey("a"))).hasSize((int) events);
    }

    private List<SubmissionOutcome> submit(IntakeEntry... entries) {
        return ledger.submit(List.of(entries));
    }

    private RunRecord run() {
        return ledger.find(runKey("a")).orElseThrow();
    }

    private RunEvent lastEvent() {
        List<RunEvent> events = ledger.events(runKey("a"));
        return events.get(events.size() - 1);
    }

    private JsonNode receipt(String requestId) {
        return ledger.request(requestId).orElseThrow().receipt().orElseThrow();
    }

    private String status(String requestId) {
        return ledger.request(requestId)
                .orElseThrow()
                .receiptStatus()
                .map(ReceiptStatus::name)
                .orElseThrow();
    }
}
