package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.publishableBuild;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static io.modelfactory.worker.ledger.LedgerFixture.runKey;
import static io.modelfactory.worker.ledger.run.RunEventType.REQUEST_CONVERGED;
import static io.modelfactory.worker.ledger.run.RunEventType.REQUEST_QUEUED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_FAILED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_REQUEUED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.SubmissionOutcome.Answered;
import io.modelfactory.worker.ledger.SubmissionOutcome.Converged;
import io.modelfactory.worker.ledger.SubmissionOutcome.Requeued;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.RequeueRule;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that failed for their inputs and are asked for again. */
class RequeueIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureCode.class,
            names = {"DATASET_INVALID", "MANIFEST_UNRESOLVED", "PROFILE_NOT_ALLOWED"})
    void aRunThatFailedForItsInputsIsQueuedAgainByTheNextRequest(FailureCode code) {
        submit(build("request-1", "a"));
        fail(code, refs());

        assertThat(submit(publishableBuild("request-2", "a"))).containsExactly(new Requeued(runKey("a")));

        RunRecord run = run();
        assertThat(run.state()).isEqualTo(RunState.QUEUED);
        assertThat(run.requeues()).isEqualTo(1);
        assertThat(run.fullRunAttempts()).isZero();
        assertThat(run.attemptsInState()).isZero();
        assertThat(run.failure()).isEmpty();
        assertThat(run.executionStartedAt()).isEmpty();
        assertThat(run.runConfigDigest()).isEmpty();
        assertThat(run.publishRequested()).isTrue();
        assertThat(run.finished()).isFalse();
        assertThat(events()).containsExactly(REQUEST_QUEUED, RUN_STARTED, RUN_FAILED, RUN_REQUEUED);
    }

    @Test
    void theFirstAnswerStaysAndTheSecondRequestHasItsOwn() {
        submit(build("request-1", "a"));
        fail(FailureCode.MANIFEST_UNRESOLVED, refs());
        submit(build("request-2", "a"));
        ClaimedRun again = claim();
        ledger.evalReady(again.lease(), refs("eval_report"));
        ledger.pass(again.lease(), refs("gate_receipt"));

        assertThat(request("request-1").receiptStatus()).contains(ReceiptStatus.FAILED);
        assertThat(request("request-2").receiptStatus()).contains(ReceiptStatus.PASS_NO_PUBLISH);
    }

    @Test
    void theStartStaysPinnedOnceAPlanNamesIt() {
        submit(build("request-1", "a"));
        Optional<Instant> start = fail(FailureCode.DATASET_DIGEST_MISMATCH, refs("resolved_train_plan"));

        submit(build("request-2", "a"));

        assertThat(run().executionStartedAt()).isEqualTo(start);
        assertThat(run().runConfigDigest()).isEmpty();
        assertThat(claim().run().runConfigDigest()).isPresent();
    }

    @Test
    void aRunThatHasTrainedIsNotQueuedAgain() {
        submit(build("request-1", "a"));
        fail(FailureCode.GOVERNANCE_PROFILE_UNRESOLVED, refs("execution_record"));

        assertThat(submit(build("request-2", "a")))
                .containsExactly(new Answered(runKey("a"), ReceiptStatus.ALREADY_FAIL));
    }

    @Test
    void anAnswerThatIsOldSaysOfWhenItIs() {
        submit(build("request-1", "a"));
        fail(FailureCode.TRAINING_FAILED, refs());

        submit(build("request-2", "a"));

        assertThat(request("request-2")
                        .receipt()
                        .orElseThrow()
                        .at("/error/message")
                        .textValue())
                .isEqualTo("this is the answer of " + run().finishedAt().orElseThrow()
                        + ", and the run was not executed again: because");
        assertThat(request("request-1")
                        .receipt()
                        .orElseThrow()
                        .at("/error/message")
                        .textValue())
                .isEqualTo("because");
    }

    @Test
    void aRunIsQueuedAgainTwentyTimesAtMost() {
        submit(build("request-0", "a"));
        for (int i = 1; i <= RequeueRule.MAX_REQUEUES; i++) {
            fail(FailureCode.DATASET_INVALID, refs());
            assertThat(submit(build("request-" + i, "a"))).containsExactly(new Requeued(runKey("a")));
        }
        fail(FailureCode.DATASET_INVALID, refs());

        assertThat(submit(build("request-last", "a")))
                .containsExactly(new Answered(runKey("a"), ReceiptStatus.ALREADY_FAIL));
        assertThat(run().requeues()).isEqualTo(20);
    }

    @Test
    void twoRequestsInOneBatchQueueTheRunOnce() {
        submit(build("request-1", "a"));
        fail(FailureCode.DATASET_INVALID, refs());

        assertThat(submit(build("request-2", "a"), build("request-3", "a")))
                .containsExactly(new Requeued(runKey("a")), new Converged(runKey("a")));
        assertThat(events()).endsWith(RUN_REQUEUED, REQUEST_CONVERGED);
    }

    @Test
    void requestsThatComeToSeveralWorkersAtOnceQueueTheRunOnce() {
        submit(build("request-0", "a"));
        fail(FailureCode.DATASET_INVALID, refs());

        List<CompletableFuture<List<SubmissionOutcome>>> submitted = IntStream.rangeClosed(1, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> submit(build("request-" + i, "a"))))
                .toList();

        assertThat(submitted.stream().flatMap(outcome -> outcome.join().stream()))
                .filteredOn(Requeued.class::isInstance)
                .hasSize(1);
        assertThat(run().requeues()).isEqualTo(1);
        assertThat(events()).containsOnlyOnce(RUN_REQUEUED);
    }

    @Test
    void theFactsOfTheNewTryAreOthers() {
        submit(build("request-1", "a"));
        fail(FailureCode.DATASET_INVALID, refs());
        submit(build("request-2", "a"));
        fail(FailureCode.DATASET_INVALID, refs());

        assertThat(factIds()).hasSize(4).doesNotHaveDuplicates();
    }

    private Stream<String> factIds() {
        return database
                .sql()
                .withHandle(sql -> sql.createQuery("SELECT headers ->> 'ce_id' FROM mf_outbox WHERE topic = :topic")
                        .bind("topic", LedgerFixture.CONTROL)
                        .mapTo(String.class)
                        .list())
                .stream();
    }

    private Optional<Instant> fail(FailureCode code, Map<String, ArtifactRef> refs) {
        ClaimedRun claimed = claim();
        return ledger.fail(claimed.lease(), code, "because", refs).executionStartedAt();
    }

    private ClaimedRun claim() {
        return ledger.claim("worker-1", LONG).orElseThrow();
    }

    private RunRecord run() {
        return ledger.find(runKey("a")).orElseThrow();
    }

    private RequestRecord request(String id) {
        return ledger.request(id).orElseThrow();
    }

    private List<RunEventType> events() {
        return ledger.events(runKey("a")).stream().map(RunEvent::type).toList();
    }

    private List<SubmissionOutcome> submit(IntakeEntry... entries) {
        return ledger.submit(List.of(entries));
    }
}
