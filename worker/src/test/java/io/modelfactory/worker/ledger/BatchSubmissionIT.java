package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.deadLetter;
import static io.modelfactory.worker.ledger.LedgerFixture.publishableBuild;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static io.modelfactory.worker.ledger.LedgerFixture.refusal;
import static io.modelfactory.worker.ledger.LedgerFixture.request;
import static io.modelfactory.worker.ledger.LedgerFixture.retry;
import static io.modelfactory.worker.ledger.LedgerFixture.runKey;
import static io.modelfactory.worker.ledger.run.RunEventType.PUBLISH_REQUESTED;
import static io.modelfactory.worker.ledger.run.RunEventType.REQUEST_CONVERGED;
import static io.modelfactory.worker.ledger.run.RunEventType.REQUEST_QUEUED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.SubmissionOutcome.Answered;
import io.modelfactory.worker.ledger.SubmissionOutcome.Converged;
import io.modelfactory.worker.ledger.SubmissionOutcome.DeadLettered;
import io.modelfactory.worker.ledger.SubmissionOutcome.Duplicate;
import io.modelfactory.worker.ledger.SubmissionOutcome.New;
import io.modelfactory.worker.ledger.SubmissionOutcome.Refused;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a batch of requests. */
class BatchSubmissionIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aRequestBringsARunIntoBeing() {
        assertThat(submit(build("request-1", "a"))).containsExactly(new New(runKey("a")));

        RunRecord run = ledger.find(runKey("a")).orElseThrow();
        assertThat(run.state()).isEqualTo(RunState.QUEUED);
        assertThat(run.request()).isEqualTo(request("a"));
        assertThat(run.publishRequested()).isFalse();
        assertThat(run.finished()).isFalse();
        assertThat(eventTypes("a")).containsExactly(REQUEST_QUEUED);
        assertThat(ledger.requests(runKey("a"))).singleElement().satisfies(request -> {
            assertThat(request.receiptStatus()).isEmpty();
            assertThat(request.receiptKey())
                    .isEqualTo(LedgerFixture.PLATFORM_RUN + "/mf/job_invocations/request-1.json");
        });
    }

    @Test
    void theSameRequestAgainChangesNothing() {
        submit(build("request-1", "a"));

        assertThat(submit(build("request-1", "a"), build("request-1", "a")))
                .containsExactly(new Duplicate(), new Duplicate());
        assertThat(eventTypes("a")).containsExactly(REQUEST_QUEUED);
    }

    @Test
    void aRequestThatComesTwiceInOneBatchIsTakenOnce() {
        assertThat(submit(build("request-1", "a"), build("request-1", "a")))
                .containsExactly(new New(runKey("a")), new Duplicate());
    }

    @Test
    void anotherPayloadUnderAKnownIdIsRefusedOnce() {
        assertThat(submit(build("request-1", "a"), build("request-1", "b")))
                .containsExactly(new New(runKey("a")), new Refused(FailureCode.REQUEST_ID_PAYLOAD_MISMATCH));
        assertThat(submit(build("request-1", "b"))).containsExactly(new Duplicate());
        assertThat(submit(build("request-1", "c")))
                .containsExactly(new Refused(FailureCode.REQUEST_ID_PAYLOAD_MISMATCH));

        assertThat(ledger.find(runKey("b"))).isEmpty();
        assertThat(ledger.request("request-1").orElseThrow().runKey()).contains(runKey("a"));
        assertThat(receiptKeysOf("request-1"))
                .hasSize(3)
                .anyMatch(key -> key.matches(".*/request-1~[0-9a-f]{12}\\.json"));
    }

    @Test
    void requestsForTheSameRunConvergeOnIt() {
        assertThat(submit(build("request-1", "a"), build("request-2", "a")))
                .containsExactly(new New(runKey("a")), new Converged(runKey("a")));
        assertThat(submit(build("request-3", "a"))).containsExactly(new Converged(runKey("a")));

        assertThat(eventTypes("a")).containsExactly(REQUEST_QUEUED, REQUEST_CONVERGED, REQUEST_CONVERGED);
        assertThat(ledger.requests(runKey("a"))).hasSize(3);
    }

    @Test
    void aRequestThatAllowsPublishingMakesAnActiveRunPublishable() {
        submit(build("request-1", "a"));

        submit(publishableBuild("request-2", "a"), publishableBuild("request-3", "a"));

        assertThat(ledger.find(runKey("a")).orElseThrow().publishRequested()).isTrue();
        assertThat(eventTypes("a"))
                .containsExactly(REQUEST_QUEUED, REQUEST_CONVERGED, PUBLISH_REQUESTED, REQUEST_CONVERGED);
    }

    @Test
    void allRequestsOfARunAreAnsweredWhenItFinishes() {
        submit(build("request-1", "a"), build("request-2", "a"));
        passNext();

        assertThat(ledger.requests(runKey("a")))
                .extracting(request ->
                        request.receiptStatus().map(ReceiptStatus::name).orElse("none"))
                .containsExactly("PASS_NO_PUBLISH", "PASS_NO_PUBLISH");
    }

    @Test
    void aRequestForAFinishedRunIsAnsweredAtOnce() {
        submit(build("request-1", "a"));
        passNext();

        assertThat(submit(build("request-2", "a")))
                .containsExactly(new Answered(runKey("a"), ReceiptStatus.ALREADY_PASS));
        JsonNode receipt = ledger.request("request-2").orElseThrow().receipt().orElseThrow();
        assertThat(receipt.at("/refs/gate_receipt").textValue()).endsWith("gate_receipt.json");
    }

    @Test
    void aPassedRunIsRequeuedByARequestThatAllowsPublishing() {
        submit(build("request-1", "a"));
        passNext();

        assertThat(submit(publishableBuild("request-2", "a"))).containsExactly(new Converged(runKey("a")));

        ClaimedRun claimed = ledger.claim("worker-1", LONG).orElseThrow();
        assertThat(claimed.run().state()).isEqualTo(RunState.PASS);
        assertThat(claimed.run().fullRunAttempts()).isEqualTo(1);
        ledger.published(claimed.lease(), refs("bundle_publication"), LedgerFixture.lifecycleEvent());
        assertThat(ledger.request("request-2").orElseThrow().receiptStatus()).contains(ReceiptStatus.DONE);
        assertThat(ledger.request("request-1").orElseThrow().receiptStatus()).contains(ReceiptStatus.PASS_NO_PUBLISH);
    }

    @Test
    void aRefusalIsAnsweredByItsCode() {
        assertThat(submit(refusal("request-1", "dataset_manifest_refs: must not be empty")))
                .containsExactly(new Refused(FailureCode.MANIFEST_REF_MISSING));

        RequestRecord request = ledger.request("request-1").orElseThrow();
        assertThat(request.receiptStatus()).contains(ReceiptStatus.FAILED);
        assertThat(request.runKey()).isEmpty();
        assertThat(request.receipt().orElseThrow().at("/error/code").textValue())
                .isEqualTo("MANIFEST_REF_MISSING");
    }

    @Test
    void aBatchMayHoldEverythingAtOnce() {
        assertThat(submit(
                        deadLetter("garbage"),
                        build("request-2", "b"),
                        refusal("request-1", "no"),
                        build("request-3", "b"),
                        retry("request-4", "b"),
                        build("request-2", "b"),
                        build("request-2", "c")))
                .containsExactly(
                        new DeadLettered(),
                        new New(runKey("b")),
                        new Refused(FailureCode.MANIFEST_REF_MISSING),
                        new Converged(runKey("b")),
                        new Refused(FailureCode.RETRY_NOT_PENDING),
                        new Duplicate(),
                        new Refused(FailureCode.REQUEST_ID_PAYLOAD_MISMATCH));
    }

    @Test
    void aTextThatCannotBeStoredBlocksNoOtherRequest() {
        ObjectNode poisonous = Json.object().put("note", "nul \u0000 and half a pair \ud83d");

        assertThat(submit(
                        build("request-1", "a", false, poisonous, 0),
                        refusal("request-2", "nul \u0000 and half a pair \ud83d"),
                        refusal("........", "an id of dots"),
                        build("request-3", "b")))
                .containsExactly(
                        new Refused(FailureCode.SCHEMA_INVALID),
                        new Refused(FailureCode.MANIFEST_REF_MISSING),
                        new Refused(FailureCode.MANIFEST_REF_MISSING),
                        new New(runKey("b")));
        assertThat(ledger.find(runKey("a"))).isEmpty();
    }

    @Test
    void anEmptyBatchIsFine() {
        assertThat(submit()).isEmpty();
    }

    private void passNext() {
        Lease lease = ledger.claim("worker-1", LONG).orElseThrow().lease();
        ledger.evalReady(lease, refs("eval_report"));
        ledger.pass(lease, refs("gate_receipt"));
    }

    private List<SubmissionOutcome> submit(IntakeEntry... batch) {
        return ledger.submit(List.of(batch));
    }

    private List<RunEventType> eventTypes(String runName) {
        return ledger.events(runKey(runName)).stream().map(RunEvent::type).toList();
    }

    private List<String> receiptKeysOf(String requestId) {
        return database.sql()
                .withHandle(sql -> sql.createQuery("SELECT receipt_key FROM mf_request WHERE request_id = ?")
                        .bind(0, requestId)
                        .mapTo(String.class)
                        .list());
    }
}
