package io.modelfactory.worker.execution;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_CONFLICT;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.ledger.run.RunEventType.BUNDLE_PUBLISHED;
import static io.modelfactory.worker.ledger.run.RunEventType.PUBLISH_PENDING;
import static io.modelfactory.worker.ledger.run.RunEventType.PUBLISH_RETRY_REQUESTED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_HANDED_BACK;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.publish.PublishStage.Publication;
import io.modelfactory.worker.publish.PublishableRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publications that are interrupted, and their outcome. */
class PublicationIT {
    private static final String REGISTRY_MODEL = "registry/bundles/.*/model.ubj";
    private static final String REGISTRY_RECORD = "registry/bundles/.*/bundle_publication.json";

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

    @Test
    void aShortFaultOfTheStoreIsOutlivedInPlace() {
        factory.store.failWrites(REGISTRY_MODEL, 2);

        String runKey = factory.submitTrainBuild("request.0001", true);
        factory.executeAll();

        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
        assertThat(factory.store.writeAttemptsAt(REGISTRY_MODEL)).isEqualTo(3);
        assertThat(factory.eventTypes(runKey)).doesNotContain(PUBLISH_PENDING);
        assertThat(factory.trainingCount()).isEqualTo(1);
    }

    @Test
    void aLongStoreFaultLeavesThePublicationPendingUntilARetry() {
        factory.store.failWrites(REGISTRY_RECORD);
        String runKey = factory.submitTrainBuild("request.0001", true);
        factory.executeAll();

        RunRecord pending = factory.run(runKey);
        assertThat(pending.state()).isEqualTo(RunState.PUBLISH_PENDING);
        assertThat(pending.failureCode()).contains(EVIDENCE_UNRESOLVED);
        assertThat(factory.store.writeAttemptsAt(REGISTRY_RECORD)).isEqualTo(4);
        assertThat(factory.receiptStatus("request.0001")).contains("PUBLISH_PENDING");

        factory.store.clearFaults();
        retry("retry.0001", runKey);

        assertThat(factory.receiptStatus("retry.0001")).contains("DONE");
        assertThat(factory.eventTypes(runKey))
                .endsWith(PUBLISH_PENDING, PUBLISH_RETRY_REQUESTED, RUN_STARTED, BUNDLE_PUBLISHED);
        assertPublishedWithoutTrainingAgain(runKey);
    }

    @Test
    void aConflictIsNotRetriedWithoutARequest() throws IOException {
        Path foreign = factory.file("registry");
        factory.store.alterDocument(REGISTRY_RECORD, record -> record.put("bundle_id", "of_another_run"));
        String runKey = factory.submitTrainBuild("request.0001", false);
        factory.executeAll();
        publishUntilTheStoreFailsAt("registry/events/", runKey);
        factory.store.clearFaults();

        retry("retry.0001", runKey);
        RunRecord pending = factory.run(runKey);
        assertThat(pending.state()).isEqualTo(RunState.PUBLISH_PENDING);
        assertThat(pending.failureCode()).contains(PUBLISH_CONFLICT);
        assertThat(factory.receiptStatus("retry.0001")).contains("PUBLISH_PENDING");
        assertThat(factory.store.writeAttemptsAt(REGISTRY_RECORD)).isEqualTo(2);
        assertThat(factory.ledger.claim("worker", factory.settings.lease())).isEmpty();

        try (Stream<Path> files = Files.walk(foreign)) {
            Files.delete(files.filter(file -> file.endsWith("bundle_publication.json"))
                    .findFirst()
                    .orElseThrow());
        }
        retry("retry.0002", runKey);
        assertPublishedWithoutTrainingAgain(runKey);
    }

    /** A worker may die before it writes any of these. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bundle/bundle_publication.json",
                REGISTRY_MODEL,
                "registry/bundles/.*/gate_receipt.json",
                "registry/bundles/.*/bundle_manifest.json",
                "registry/bundles/.*/model_card.md",
                "registry/bundles/.*/model_card.html",
                REGISTRY_RECORD,
                "registry/events/",
                "/publish/publish_handshake_receipt.json",
                "/_COMPLETE"
            })
    void aPublicationThatWasCutShortIsCompletedByARetry(String notYetWritten) {
        String runKey = factory.submitTrainBuild("request.0001", false);
        factory.executeAll();
        publishUntilTheStoreFailsAt(notYetWritten, runKey);
        factory.store.clearFaults();

        retry("retry.0001", runKey);

        assertThat(factory.receiptStatus("retry.0001")).contains("DONE");
        assertPublishedWithoutTrainingAgain(runKey);
    }

    static Stream<List<ArtifactName>> lost() {
        return Stream.of(
                List.of(ArtifactName.REGISTRY_EVENT),
                List.of(ArtifactName.REGISTRY_RECORD),
                List.of(ArtifactName.PUBLISH_HANDSHAKE_RECEIPT),
                List.of(ArtifactName.COMPLETION_MARKER),
                List.of(ArtifactName.BUNDLE_PUBLICATION),
                List.of(
                        ArtifactName.REGISTRY_EVENT,
                        ArtifactName.PUBLISH_HANDSHAKE_RECEIPT,
                        ArtifactName.COMPLETION_MARKER),
                List.of(ArtifactName.PUBLISH_HANDSHAKE_RECEIPT, ArtifactName.COMPLETION_MARKER),
                List.of(ArtifactName.REGISTRY_RECORD, ArtifactName.REGISTRY_EVENT),
                List.of());
    }

    @Test
    void missingPublicationFilesAreRewrittenWithTheSameBytes() throws IOException {
        String runKey = factory.submitTrainBuild("request.0001", false);
        factory.executeAll();
        PublishableRun passed = PublishableRun.of(factory.run(runKey));
        Publication whole = factory.publishStage.publish(passed);

        for (List<ArtifactName> lost : lost().toList()) {
            for (ArtifactName name : lost) {
                Files.delete(factory.file(whole.evidence().require(name).ref()));
            }
            assertThat(factory.publishStage.publish(passed))
                    .as("without %s", lost)
                    .isEqualTo(whole);
            assertThat(whole.evidence().refs().values())
                    .allSatisfy(ref -> assertThat(ArtifactRef.of(ref.ref(), factory.file(ref.ref())))
                            .isEqualTo(ref));
        }
        assertThat(factory.trainingCount()).isEqualTo(1);
    }

    @Test
    void missingEvidenceIsRetriedThenLeavesThePublicationPending() throws IOException {
        String runKey = factory.submitTrainBuild("request.0001", false);
        factory.executeAll();
        Path receipt = factory.file(runKey, ArtifactName.GATE_RECEIPT);
        byte[] content = Files.readAllBytes(receipt);
        Files.delete(receipt);

        factory.submitTrainBuild("request.0002", true);
        executeUntilAnswered("request.0002");
        assertThat(factory.receiptStatus("request.0002")).contains("PUBLISH_PENDING");
        assertThat(factory.run(runKey).failureCode()).contains(EVIDENCE_UNRESOLVED);
        assertThat(factory.eventTypes(runKey))
                .filteredOn(RUN_HANDED_BACK::equals)
                .hasSize(2);

        Files.write(receipt, content);
        retry("retry.0001", runKey);
        assertPublishedWithoutTrainingAgain(runKey);
    }

    @Test
    void aRetryRefusesEvidenceThatWasAlteredSince() throws IOException {
        factory.store.alterDocument("/publish/", receipt -> receipt.put("bundle_id", "of_another_run"));
        String runKey = factory.submitTrainBuild("request.0001", false);
        factory.executeAll();
        publishUntilTheStoreFailsAt("/_COMPLETE", runKey);
        factory.store.clearFaults();
        retry("retry.0001", runKey);
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISH_PENDING);
        assertThat(factory.run(runKey).failureCode()).contains(PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION);

        Files.writeString(factory.file(runKey, ArtifactName.EVAL_REPORT), "{}");
        retry("retry.0002", runKey);

        assertThat(factory.run(runKey).state()).isEqualTo(RunState.FAIL);
        assertThat(factory.run(runKey).failureCode()).contains(EVAL_REPORT_MISMATCH);
        assertThat(factory.receiptStatus("retry.0002")).contains("FAILED");
        assertThat(factory.lifecycleEventIds()).isEmpty();
        assertThat(factory.run(runKey).fullRunAttempts()).isEqualTo(1);
        assertThat(factory.trainingCount()).isEqualTo(1);
    }

    /** A worker publishes until the store fails; the run is left pending, as its worker leaves it. */
    private void publishUntilTheStoreFailsAt(String keys, String runKey) {
        factory.store.failWrites(keys);
        factory.submitTrainBuild("request.publish", true);
        ClaimedRun claimed = factory.claim();
        RunRecord begun = factory.ledger.beginPublication(claimed.lease());
        assertThatThrownBy(() -> factory.publishStage.publish(PublishableRun.of(begun)))
                .isInstanceOf(TransientFaultException.class);
        factory.ledger.publishPending(claimed.lease(), EVIDENCE_UNRESOLVED, "the store is out of order", Map.of());
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISH_PENDING);
    }

    @Test
    void aZombieMakesNoBundleVisibleOfARunThatAnotherWorkerHasFailed() {
        String runKey = factory.submitTrainBuild("request.0001", false);
        factory.executeAll();
        factory.submitTrainBuild("request.0002", true);
        ClaimedRun zombie = factory.claimWithExpiredLease();
        factory.store.alterContent(REGISTRY_MODEL, content -> {
            factory.ledger.fail(factory.claim().lease(), EVAL_REPORT_MISMATCH, "failed by another worker", Map.of());
            return content;
        });

        factory.execute(zombie);

        assertThat(factory.store.writeAttemptsAt(REGISTRY_MODEL)).isEqualTo(1);
        assertThat(factory.store.writeAttemptsAt(REGISTRY_RECORD)).isZero();
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.FAIL);
    }

    private void retry(String requestId, String runKey) {
        factory.submitPublishRetry(requestId, runKey);
        executeUntilAnswered(requestId);
    }

    private void executeUntilAnswered(String requestId) {
        await().untilAsserted(() -> {
            factory.executeAll();
            assertThat(factory.receiptStatus(requestId)).isPresent();
        });
    }

    private void assertPublishedWithoutTrainingAgain(String runKey) {
        RunRecord run = factory.run(runKey);
        assertThat(run.state()).isEqualTo(RunState.PUBLISHED);
        assertThat(run.fullRunAttempts()).isEqualTo(1);
        assertThat(factory.trainingCount()).isEqualTo(1);
        assertThat(factory.evidenceChain.flaws(PublishableRun.of(run))).isEmpty();
        assertThat(run.refs().values())
                .allSatisfy(ref -> assertThat(ArtifactRef.of(ref.ref(), factory.file(ref.ref())))
                        .isEqualTo(ref));
        Publication again = factory.publishStage.publish(PublishableRun.of(run));
        assertThat(again.evidence().refs()).isEqualTo(run.refs());
        assertThat(factory.lifecycleEventIds()).containsExactly(again.identity().registryEventId());
        assertThat(factory.file("registry/bundles"))
                .isDirectoryRecursivelyContaining("glob:**/" + again.identity().bundleVersion())
                .satisfies(bundles -> assertThat(bundles.toFile().list())
                        .containsExactly(again.identity().bundleId()));
    }
}
