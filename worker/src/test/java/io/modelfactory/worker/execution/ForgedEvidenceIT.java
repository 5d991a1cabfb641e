package io.modelfactory.worker.execution;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PUBLICATION_INVALID;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_INVALID;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_REF_MISSING;
import static io.modelfactory.worker.failure.FailureCode.EXECUTION_RECORD_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.GATE_DECISION_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.GATE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_NOT_ELIGIBLE;
import static io.modelfactory.worker.failure.FailureCode.RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_HANDED_BACK;
import static io.modelfactory.worker.ledger.run.RunState.FAIL;
import static io.modelfactory.worker.ledger.run.RunState.PUBLISH_PENDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Evidence that is not what the run wrote, some of it pinned by its own digest: no such run is published. */
class ForgedEvidenceIT {
    private static final String SAMPLE = "/artifacts/scoring_sample.json";

    @TempDir
    private Path folder = Path.of("");

    private StageFixture factory;

    @BeforeEach
    void openFactory() throws IOException {
        factory = new StageFixture(folder, 1);
    }

    @AfterEach
    void closeFactory() {
        factory.close();
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(
                arguments(
                        "/resolved_train_plan/",
                        "/target_scope/bundle_slot",
                        "challenger",
                        RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION,
                        FAIL),
                arguments(
                        "/execution_record.json",
                        "/resolved_train_plan/sha256",
                        "0".repeat(64),
                        EXECUTION_RECORD_IMMUTABILITY_VIOLATION,
                        FAIL),
                arguments("/eval_report/", "/eval_report_id", "one", EVAL_REPORT_INVALID, FAIL),
                arguments("/eval_report/", "/gate_decision", "FAIL", GATE_DECISION_MISMATCH, FAIL),
                arguments("/gate_receipt.json", "/platform_run_id", "another", GATE_INVALID, FAIL),
                arguments("/gate_receipt.json", "/gate_decision", "FAIL", GATE_DECISION_MISMATCH, FAIL),
                arguments(
                        "/publish_eligibility.json",
                        "/eligibility",
                        "INELIGIBLE",
                        PUBLISH_NOT_ELIGIBLE,
                        PUBLISH_PENDING));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void aForgedDocumentIsRefusedThoughItsDigestIsPinned(
            String artifact, String pointer, String value, FailureCode code, RunState state) {
        JsonPointer member = JsonPointer.compile(pointer);
        factory.store.alterDocument(
                artifact,
                document -> ((ObjectNode) document.at(member.head()))
                        .put(member.last().getMatchingProperty(), value));

        assertNotPublished(factory.submitTrainBuild("request.0001", true), code, state);
    }

    @Test
    void aModelThatScoresOtherwiseThanItDidIsRefused() {
        factory.store.alterDocument(SAMPLE, sample -> {
            ArrayNode scores = (ArrayNode) sample.path("scores");
            scores.set(1, Math.nextUp(scores.path(1).floatValue()));
        });

        assertNoModel("sample row 1");
    }

    @Test
    void aSampleWithoutScoresProvesNothing() {
        factory.store.alterDocument(SAMPLE, sample -> sample.putArray("scores"));

        assertNoModel("rows and 0 scores");
    }

    @Test
    void bytesThatAreNoModelAreRefused() {
        factory.store.alterContent("/artifacts/model.ubj", model -> new byte[] {1, 2, 3});

        assertNoModel("cannot be loaded");
    }

    /** The model is loaded while the evidence is looked at; what the evidence fails with is told first. */
    @Test
    void anIneligibleRunIsToldSoThoughItsModelIsBrokenToo() {
        factory.store.alterContent("/artifacts/model.ubj", model -> new byte[] {1, 2, 3});
        factory.store.alterDocument(
                "/publish_eligibility.json", eligibility -> eligibility.put("eligibility", "INELIGIBLE"));

        assertNotPublished(factory.submitTrainBuild("request.0001", true), PUBLISH_NOT_ELIGIBLE, PUBLISH_PENDING);
    }

    @Test
    void aMissingReportFailsTheRunAfterItsAttempts() throws IOException {
        String runKey = releasedBeforeTheGate(ArtifactName.EVAL_REPORT.key(), true);
        Files.delete(factory.file(runKey, ArtifactName.EVAL_REPORT));

        assertNotPublished(runKey, EVAL_REPORT_UNRESOLVED, FAIL);
        assertThat(factory.eventTypes(runKey))
                .filteredOn(RUN_HANDED_BACK::equals)
                .hasSize(StageFixture.ATTEMPTS);
    }

    @Test
    void aReportThatWasAlteredBeforeTheGateIsNotJudged() throws IOException {
        String runKey = releasedBeforeTheGate(ArtifactName.EVAL_REPORT.key(), true);
        Files.writeString(factory.file(runKey, ArtifactName.EVAL_REPORT), "{}");

        assertNotPublished(runKey, EVAL_REPORT_MISMATCH, FAIL);
    }

    @Test
    void anUnreferencedReportIsNotJudged() {
        assertNotPublished(releasedBeforeTheGate(ArtifactName.EVAL_REPORT.key(), false), EVIDENCE_REF_MISSING, FAIL);
    }

    /** A run that its worker evaluated and released, with or without a reference to this artifact. */
    private String releasedBeforeTheGate(String name, boolean referred) {
        String runKey = factory.submitTrainBuild("request.0001", true);
        ClaimedRun claimed = factory.claim();
        Map<String, ArtifactRef> refs =
                new TreeMap<>(factory.buildStage.build(claimed.run()).refs());
        if (!referred) {
            refs.remove(name);
        }
        factory.ledger.evalReady(claimed.lease(), refs);
        factory.ledger.release(claimed.lease(), Duration.ZERO, "the worker stops");
        return runKey;
    }

    private void assertNoModel(String why) {
        String runKey = factory.submitTrainBuild("request.0001", true);
        assertNotPublished(runKey, BUNDLE_PUBLICATION_INVALID, PUBLISH_PENDING);
        assertThat(factory.run(runKey).failureMessage().orElseThrow()).contains(why);
    }

    private void assertNotPublished(String runKey, FailureCode code, RunState state) {
        await().untilAsserted(() -> {
            factory.executeAll();
            assertThat(factory.receiptStatus("request.0001")).isPresent();
        });
        RunRecord run = factory.run(runKey);
        assertThat(run.state()).isEqualTo(state);
        assertThat(run.failureCode()).contains(code);
        assertThat(factory.receiptStatus("request.0001")).contains(state == FAIL ? "FAILED" : "PUBLISH_PENDING");
        assertThat(factory.file("registry")).doesNotExist();
        assertThat(factory.lifecycleEventIds()).isEmpty();
        assertThat(factory.trainingCount()).isEqualTo(1);
    }
}
