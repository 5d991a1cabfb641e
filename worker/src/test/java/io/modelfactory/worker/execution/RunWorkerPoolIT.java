package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.SubmissionOutcome;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunWorkerPoolIT {
    @TempDir
    private Path folder = Path.of("");

    private StageFixture factory;

    @BeforeEach
    void openFactory() throws IOException {
        factory = new StageFixture(folder.resolve("one"), 1);
    }

    @AfterEach
    void closeFactory() {
        factory.close();
    }

    @Test
    void twoFactoriesBuildTheSameBundleOnAnyNumberOfThreads() throws IOException {
        String runKey = factory.submitTrainBuild("request.0001", true);
        factory.executeAll();

        try (StageFixture other = new StageFixture(folder.resolve("two"), 2)) {
            assertThat(other.submitTrainBuild("request.0002", true)).isEqualTo(runKey);
            other.executeAll();

            Map<String, ArtifactRef> one = factory.run(runKey).refs();
            Map<String, ArtifactRef> two = other.run(runKey).refs();
            assertThat(two).containsEntry("model", one.get("model"));
            assertThat(two).containsEntry("eval_report", one.get("eval_report"));
            assertThat(two).containsEntry("gate_receipt", one.get("gate_receipt"));
            assertThat(two).containsEntry("registry_record", one.get("registry_record"));
        }
    }

    /** What is to be sent then must be there to be found. */
    @Test
    void whatARunLeavesIsCommittedWhenItsObserversAreNotifiedOfItsEnd() {
        List<RunState> committed = new ArrayList<>();
        List<String> events = new ArrayList<>();
        factory.observe(new RunObserver() {
            @Override
            public void onRunStarted(RunRecord claimed) {
                committed.add(factory.run(claimed.runKey()).state());
            }

            @Override
            public void onRunReleased(RunRecord claimed, RunRecord left) {
                committed.add(factory.run(claimed.runKey()).state());
                events.addAll(factory.lifecycleEventIds());
            }
        });
        factory.submitTrainBuild("request.0001", true);

        factory.executeAll();

        assertThat(committed).containsExactly(RunState.RUNNING, RunState.PUBLISHED);
        assertThat(events).hasSize(1);
    }

    @Test
    void aCrashDuringTheBuildResumesToTheSameBytes() {
        String runKey = factory.submitTrainBuild("request.0001", true);
        ClaimedRun dying = factory.claimWithExpiredLease();
        Map<String, ArtifactRef> written = factory.buildStage.build(dying.run()).refs();

        factory.executeAll();

        RunRecord run = factory.run(runKey);
        assertThat(run.state()).isEqualTo(RunState.PUBLISHED);
        assertThat(run.fullRunAttempts()).isEqualTo(2);
        assertThat(run.refs()).containsAllEntriesOf(written);
        assertThat(factory.trainingCount()).isEqualTo(2);
    }

    @Test
    void aWorkerOfAnotherReleaseResumesARunToTheSameBytes() {
        factory.submitTrainBuild("request.0001", true);
        ClaimedRun dying = factory.claimWithExpiredLease();
        Map<String, ArtifactRef> written = factory.buildStage.build(dying.run()).refs();

        ClaimedRun resumed = factory.ledgerOfNextRelease()
                .claim("newer", Duration.ofSeconds(30))
                .orElseThrow();

        assertThat(factory.buildStage.build(resumed.run()).refs()).isEqualTo(written);
    }

    @Test
    void aStoppingWorkerReleasesItsRunsWithoutCountingAttempts() {
        factory.submitTrainBuild("request.0001", true);
        LeaseHeartbeat heartbeat =
                new LeaseHeartbeat(factory.ledger, factory.settings, new WorkerMeters(new SimpleMeterRegistry()));
        heartbeat.track(factory.claim().lease(), heartbeat.now());
        assertThat(factory.ledger.claim("another", Duration.ofSeconds(30))).isEmpty();

        heartbeat.releaseAll("the worker stops");

        assertThat(factory.claim().run().fullRunAttempts()).isEqualTo(1);
        heartbeat.close();
    }

    @Test
    void aLeaseIsHeldNoLongerThanItsTimeWithoutARenewal() {
        factory.submitTrainBuild("request.0001", true);
        long lease = factory.settings.lease().toNanos();
        AtomicLong clock = new AtomicLong();
        Lease held = factory.claim().lease();
        try (LeaseHeartbeat heartbeat = new LeaseHeartbeat(
                factory.ledger, factory.settings, new WorkerMeters(new SimpleMeterRegistry()), clock::get)) {
            heartbeat.track(held, heartbeat.now());

            clock.set(lease - 1);
            assertThat(heartbeat.isHeld(held)).isTrue();
            heartbeat.renewAll();
            clock.set(2 * lease - 2);
            assertThat(heartbeat.isHeld(held)).isTrue();

            clock.set(2 * lease - 1);
            assertThat(heartbeat.isHeld(held)).isFalse();
        }
    }

    @Test
    void aCrashAfterEvaluationResumesWithoutTrainingAgain() {
        String runKey = factory.submitTrainBuild("request.0001", true);
        ClaimedRun first = factory.claim();
        Map<String, ArtifactRef> refs = factory.buildStage.build(first.run()).refs();
        factory.ledger.evalReady(first.lease(), refs);
        factory.ledger.release(first.lease(), Duration.ZERO, "the worker stops");

        factory.executeAll();

        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
        assertThat(factory.trainingCount()).isEqualTo(1);
        assertThat(factory.run(runKey).fullRunAttempts()).isEqualTo(1);
    }

    @Test
    void aPassedRunIsPublishedLaterWithoutTrainingAgain() {
        String runKey = factory.submitTrainBuild("request.0001", false);
        factory.executeAll();
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PASS);
        assertThat(factory.ledger.request("request.0001").orElseThrow().receiptStatus())
                .contains(ReceiptStatus.PASS_NO_PUBLISH);

        factory.submitTrainBuild("request.0002", true);
        factory.executeAll();

        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
        assertThat(factory.ledger.request("request.0002").orElseThrow().receiptStatus())
                .contains(ReceiptStatus.DONE);
        assertThat(factory.trainingCount()).isEqualTo(1);
    }

    @Test
    void aRegistryConflictIsResolvedByALaterRetry() throws IOException {
        String runKey = factory.submitTrainBuild("request.0001", false);
        factory.executeAll();
        Path foreign = occupyRegistry(runKey);
        factory.submitTrainBuild("request.0002", true);
        factory.executeAll();
        RunRecord pending = factory.run(runKey);
        assertThat(pending.state()).isEqualTo(RunState.PUBLISH_PENDING);
        assertThat(pending.failureCode()).contains(FailureCode.PUBLISH_CONFLICT);

        Files.delete(foreign);
        assertThat(factory.submitPublishRetry("retry.0001", runKey)).isInstanceOf(SubmissionOutcome.Converged.class);
        factory.executeAll();

        RunRecord published = factory.run(runKey);
        assertThat(published.state()).isEqualTo(RunState.PUBLISHED);
        assertThat(published.mode()).isEqualTo(ExecutionMode.NONE);
        assertThat(published.fullRunAttempts()).isEqualTo(1);
        assertThat(factory.trainingCount()).isEqualTo(1);
    }

    @Test
    void alteredGateEvidenceIsNeverPublished() throws IOException {
        String runKey = factory.submitTrainBuild("request.0001", false);
        factory.executeAll();
        ArtifactRef receipt = factory.run(runKey).refs().get("gate_receipt");
        Path file = factory.storeRoot.resolve(Objects.requireNonNull(receipt).ref());
        Files.writeString(file, Files.readString(file).replace("0.75", "0.70"));

        factory.submitTrainBuild("request.0002", true);
        factory.executeAll();

        RunRecord run = factory.run(runKey);
        assertThat(run.state()).isEqualTo(RunState.FAIL);
        assertThat(run.failureCode()).contains(FailureCode.GATE_RECEIPT_IMMUTABILITY_VIOLATION);
        assertThat(factory.storeRoot.resolve("registry")).doesNotExist();
    }

    @Test
    void anUnexpectedExceptionFailsTheRunWithoutInternalDetails() {
        factory.store.alterContent("/artifacts/model.ubj", content -> {
            throw new IllegalStateException("a path, a statement");
        });
        String runKey = factory.submitTrainBuild("request.0001", true);

        factory.executeAll();

        RunRecord run = factory.run(runKey);
        assertThat(run.state()).isEqualTo(RunState.FAIL);
        assertThat(run.failureCode()).contains(FailureCode.WORKER_RUNTIME_ERROR);
        assertThat(run.failureMessage()).contains("IllegalStateException");
    }

    @Test
    void aMissingManifestFailsTheRunAfterItsAttempts() throws IOException {
        String runKey = factory.submitTrainBuild("request.0001", true);
        Path manifest = factory.storeRoot.resolve(StageFixture.RUN + "/ofs/manifests/dm_credit.json");
        Path hidden = folder.resolve("hidden.json");
        Files.move(manifest, hidden);
        factory.execute(factory.claim());
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.RUNNING);
        assertThat(factory.run(runKey).failureCode()).contains(FailureCode.MANIFEST_UNRESOLVED);

        Files.move(hidden, manifest);
        await().untilAsserted(() -> {
            factory.executeAll();
            assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
        });
    }

    @Test
    void aManifestThatChangesBetweenTwoAttemptsStopsTheRun() throws IOException {
        assertStoppedByAChangeOf(
                StageFixture.RUN + "/ofs/manifests/dm_credit.json", FailureCode.MANIFEST_IMMUTABILITY_VIOLATION);
    }

    @Test
    void aMaterializationThatChangesBetweenTwoAttemptsStopsTheRun() throws IOException {
        assertStoppedByAChangeOf(
                StageFixture.RUN + "/ofs/datasets/dm_credit/materialization.json", FailureCode.DATASET_DIGEST_MISMATCH);
    }

    @Test
    void aPlanThatChangesBetweenTwoAttemptsStopsTheRun() throws IOException {
        String runKey = factory.submitTrainBuild("request.0001", true);
        Evidence built =
                factory.buildStage.build(factory.claimWithExpiredLease().run());
        Path plan = factory.file(built.require(ArtifactName.RESOLVED_TRAIN_PLAN).ref());
        Files.writeString(plan, Files.readString(plan).replace("d".repeat(64), "e".repeat(64)));

        factory.executeAll();

        assertThat(factory.run(runKey).failureCode()).contains(FailureCode.RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION);
    }

    private void assertStoppedByAChangeOf(String key, FailureCode code) throws IOException {
        String runKey = factory.submitTrainBuild("request.0001", true);
        factory.buildStage.build(factory.claimWithExpiredLease().run());
        Path file = factory.file(key);
        Files.writeString(file, Files.readString(file) + "\n");

        factory.executeAll();

        assertThat(factory.run(runKey).state()).isEqualTo(RunState.FAIL);
        assertThat(factory.run(runKey).failureCode()).contains(code);
        assertThat(factory.trainingCount()).isEqualTo(1);
    }

    /** Puts a foreign file where the bundle's model belongs; finds the place by building the bundle elsewhere. */
    private Path occupyRegistry(String runKey) throws IOException {
        try (StageFixture other = new StageFixture(folder.resolve("elsewhere"), 1)) {
            other.submitTrainBuild("request.0001", true);
            other.executeAll();
            ArtifactRef record = Objects.requireNonNull(other.run(runKey).refs().get("registry_record"));
            Path foreign = factory.storeRoot.resolve(record.ref()).resolveSibling("model.ubj");
            Files.createDirectories(foreign.getParent());
            return Files.writeString(foreign, "another run's model");
        }
    }
}
