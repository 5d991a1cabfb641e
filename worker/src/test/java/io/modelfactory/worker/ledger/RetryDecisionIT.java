package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.lifecycleEvent;
import static io.modelfactory.worker.ledger.LedgerFixture.publishableBuild;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static io.modelfactory.worker.ledger.LedgerFixture.retry;
import static io.modelfactory.worker.ledger.LedgerFixture.runKey;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.AvroTrustedRecords;
import io.modelfactory.contracts.MfRunEvent;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.SubmissionOutcome.Converged;
import io.modelfactory.worker.ledger.SubmissionOutcome.Refused;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.ledger.outbox.OutboxRow;
import io.modelfactory.worker.ledger.outbox.RelayRound;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.ledger.run.RunTransition.RunPhase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a request to publish again is decided, and where that is written down. */
class RetryDecisionIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());

    @BeforeAll
    static void registerTrustedRecords() {
        AvroTrustedRecords.register();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PUBLISH_PENDING")
    void aRunThatIsNotPendingIsNotRetried(RunPhase phase) {
        bringTo(phase);
        RunRecord before = ledger.find(runKey("a")).orElseThrow();
        assertThat(RunPhase.of(before.state(), before.mode())).isEqualTo(phase);

        assertThat(submit(retry("retry-01", "a"))).containsExactly(new Refused(FailureCode.RETRY_NOT_PENDING));

        RunRecord after = ledger.find(runKey("a")).orElseThrow();
        assertThat(after.state()).isEqualTo(before.state());
        assertThat(after.mode()).isEqualTo(before.mode());
        assertThat(after.publishRetryAttempts()).isEqualTo(before.publishRetryAttempts());
        assertThat(after.fullRunAttempts()).isEqualTo(before.fullRunAttempts());
        assertThat(after.finishedAt()).isEqualTo(before.finishedAt());
        assertDecided("retry-01", RunEventType.PUBLISH_RETRY_SKIPPED, "RETRY_NOT_PENDING");
        assertRefusedByReceipt("retry-01", "RETRY_NOT_PENDING");
    }

    @Test
    void aGrantedRetryIsStatedInEventAndReceipt() {
        bringTo(RunPhase.PUBLISH_PENDING);

        assertThat(submit(retry("retry-01", "a"))).containsExactly(new Converged(runKey("a")));
        assertDecided("retry-01", RunEventType.PUBLISH_RETRY_REQUESTED, "ALLOWED");
        assertThat(lastEvent().detail().path("message").textValue()).isEqualTo("the registry is back");

        ledger.published(claim(), refs("bundle_publication"), lifecycleEvent());
        JsonNode receipt = receipt("retry-01");
        assertThat(receipt.path("status").textValue()).isEqualTo("DONE");
        assertThat(receipt.at("/details/retry_decision").textValue()).isEqualTo("ALLOWED");
        assertThat(receipt.at("/details/publish_retry_attempts").intValue()).isEqualTo(1);
        assertThat(receipt.at("/details/full_run_attempts").intValue()).isEqualTo(1);
        assertThat(receipt("request-1").at("/details/retry_decision").isMissingNode())
                .isTrue();
    }

    @Test
    void aGrantedRetryThatFailsIsStillStatedAsAllowed() {
        bringTo(RunPhase.PUBLISH_PENDING);
        submit(retry("retry-01", "a"));
        ledger.publishPending(claim(), FailureCode.PUBLISH_CONFLICT, "still not", refs());

        JsonNode receipt = receipt("retry-01");
        assertThat(receipt.path("status").textValue()).isEqualTo("PUBLISH_PENDING");
        assertThat(receipt.at("/details/retry_decision").textValue()).isEqualTo("ALLOWED");
        assertThat(receipt.at("/error/code").textValue()).isEqualTo("PUBLISH_CONFLICT");
    }

    @Test
    void aRetryThatJoinsAWaitingOneIsAllowedAndNotCounted() {
        bringTo(RunPhase.PUBLISH_PENDING);
        submit(retry("retry-01", "a"), retry("retry-02", "a"));

        assertDecided("retry-02", RunEventType.REQUEST_CONVERGED, "ALLOWED");
        ledger.published(claim(), refs(), lifecycleEvent());
        assertThat(receipt("retry-02").at("/details/retry_decision").textValue())
                .isEqualTo("ALLOWED");
        assertThat(receipt("retry-02").at("/details/publish_retry_attempts").intValue())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void asManyRetriesAreGrantedAsThePolicySays(int max) {
        LedgerSettings settings = LedgerFixture.settings();
        RunLedger bounded = new RunLedger(
                database.dataSource(),
                new LedgerSettings(
                        settings.worker(),
                        settings.runEventsTopic(),
                        settings.registryEventsTopic(),
                        settings.controlTopic(),
                        settings.maxFullRunAttempts(),
                        max));
        bringTo(RunPhase.PUBLISH_PENDING);
        for (int i = 0; i < max; i++) {
            assertThat(bounded.submit(List.of(retry("granted-" + i, "a")))).containsExactly(new Converged(runKey("a")));
            bounded.publishPending(claim(), FailureCode.PUBLISH_CONFLICT, "still not", refs());
        }

        assertThat(bounded.submit(List.of(retry("retry-01", "a"))))
                .containsExactly(new Refused(FailureCode.PUBLISH_RETRY_EXHAUSTED));

        assertDecided("retry-01", RunEventType.PUBLISH_RETRY_EXHAUSTED, "PUBLISH_RETRY_EXHAUSTED");
        assertRefusedByReceipt("retry-01", "PUBLISH_RETRY_EXHAUSTED");
        RunRecord run = ledger.find(runKey("a")).orElseThrow();
        assertThat(run.state()).isEqualTo(RunState.PUBLISH_PENDING);
        assertThat(run.finished()).isTrue();
        assertThat(run.publishRetryAttempts()).isEqualTo(max);
        assertThat(run.fullRunAttempts()).isEqualTo(1);
        assertThat(ledger.claim("worker-1", LONG)).isEmpty();
    }

    @Test
    void anUnknownRunIsAnsweredByReceiptAndMessageOnly() {
        assertThat(submit(retry("retry-01", "unknown"))).containsExactly(new Refused(FailureCode.RUN_NOT_FOUND));

        assertRefusedByReceipt("retry-01", "RUN_NOT_FOUND");
        assertThat(ledger.find(runKey("unknown"))).isEmpty();
    }

    @Test
    void aRunOfAnotherPlatformRunIsNotFoundAndUnchanged() {
        bringTo(RunPhase.PUBLISH_PENDING);
        List<RunEvent> before = ledger.events(runKey("a"));

        assertThat(submit(retry("retry-01", "a", "platform_20270101T000000Z")))
                .containsExactly(new Refused(FailureCode.RUN_NOT_FOUND));

        assertRefusedByReceipt("retry-01", "RUN_NOT_FOUND");
        assertThat(receipt("retry-01").path("refs")).isEmpty();
        assertThat(ledger.events(runKey("a"))).isEqualTo(before);
    }

    private void bringTo(RunPhase phase) {
        submit(
                phase == RunPhase.PASS || phase == RunPhase.QUEUED
                        ? build("request-1", "a")
                        : publishableBuild("request-1", "a"));
        if (phase == RunPhase.QUEUED) {
            return;
        }
        Lease lease = claim();
        if (phase == RunPhase.RUNNING_FULL) {
            return;
        } else if (phase == RunPhase.FAIL) {
            ledger.fail(lease, FailureCode.DATASET_INVALID, "no rows", refs());
            return;
        }
        ledger.evalReady(lease, refs("eval_report"));
        if (phase == RunPhase.EVAL_READY) {
            return;
        }
        ledger.pass(lease, refs("gate_receipt"));
        if (phase == RunPhase.PUBLISHED) {
            ledger.published(lease, refs("bundle_publication"), lifecycleEvent());
        } else if (phase != RunPhase.PASS) {
            ledger.publishPending(lease, FailureCode.PUBLISH_CONFLICT, "other bytes are there", refs());
        }
        if (phase == RunPhase.RUNNING_PUBLISH_ONLY) {
            submit(retry("retry-00", "a"));
            claim();
        }
    }

    private void assertDecided(String requestId, RunEventType type, String decision) {
        RunEvent event = lastEvent();
        assertThat(event.type()).isEqualTo(type);
        assertThat(event.detail().path("request_id").textValue()).isEqualTo(requestId);
        assertThat(event.detail().path("retry_decision").textValue()).isEqualTo(decision);
    }

    private void assertRefusedByReceipt(String requestId, String code) {
        JsonNode receipt = receipt(requestId);
        assertThat(receipt.path("status").textValue()).isEqualTo("FAILED");
        assertThat(receipt.path("command").textValue()).isEqualTo("publish_retry");
        assertThat(receipt.at("/error/code").textValue()).isEqualTo(code);
        assertThat(receipt.at("/details/retry_decision").textValue()).isEqualTo(code);
        assertThat(runEventMessages())
                .filteredOn(message -> message.getEventType().equals("INVOCATION_RECEIPT"))
                .filteredOn(message -> requestId.equals(message.getRequestId()))
                .singleElement()
                .satisfies(message -> {
                    assertThat(message.getReasonCode()).isEqualTo(code);
                    assertThat(message.getReasonCategory()).isEqualTo("PUBLISH");
                });
    }

    private JsonNode receipt(String requestId) {
        return ledger.request(requestId).flatMap(RequestRecord::receipt).orElseThrow();
    }

    private RunEvent lastEvent() {
        List<RunEvent> events = ledger.events(runKey("a"));
        return events.get(events.size() - 1);
    }

    private Lease claim() {
        return ledger.claim("worker-1", LONG).orElseThrow().lease();
    }

    private List<SubmissionOutcome> submit(IntakeEntry... batch) {
        return ledger.submit(List.of(batch));
    }

    private List<MfRunEvent> runEventMessages() {
        List<MfRunEvent> messages = new ArrayList<>();
        new OutboxReader(database.dataSource()).relayNext(RelayRound.ofSize(1_000, 1), (rows, requireLock) -> {
            rows.stream()
                    .filter(row -> row.topic().equals(LedgerFixture.RUN_EVENTS))
                    .map(RetryDecisionIT::decoded)
                    .forEach(messages::add);
            return List::of;
        });
        return messages;
    }

    private static MfRunEvent decoded(OutboxRow message) {
        try {
            return MfRunEvent.getDecoder().decode(message.payload());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
