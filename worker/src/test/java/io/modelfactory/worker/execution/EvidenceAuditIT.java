package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.audit.AuditRecord;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run has read is on record: for whom, for what, which bytes, and what was refused. */
class EvidenceAuditIT {
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
    void aPublishedRunLeavesARecordOfEverythingItFollowed() throws IOException {
        String runKey = factory.submitTrainBuild("request.0001", true);
        factory.executeAll();

        List<AuditRecord> audits = factory.ledger.audits(runKey);

        assertThat(audits)
                .extracting(AuditRecord::purpose, AuditRecord::what)
                .startsWith(
                        tuple("RESOLVE", "training_profile"),
                        tuple("RESOLVE", "governance_profile"),
                        tuple("RESOLVE", "dataset_manifest"),
                        tuple("RESOLVE", "dataset_materialization"),
                        tuple("TRAIN", "dataset_file"),
                        tuple("GATE", "resolved_train_plan"),
                        tuple("GATE", "eval_report"),
                        tuple("GATE", "governance_profile"))
                .contains(
                        tuple("PUBLISH", "publish_eligibility"),
                        tuple("PUBLISH", "gate_receipt"),
                        tuple("PUBLISH", "eval_report"),
                        tuple("PUBLISH", "model"));
        assertThat(audits).allSatisfy(audit -> {
            assertThat(audit.outcome()).isEqualTo("RESOLVED");
            assertThat(audit.actor()).isEqualTo("SYSTEM::run_operate");
            assertThat(audit.workerId()).isEqualTo("worker");
            assertThat(audit.platformRunId()).isEqualTo(StageFixture.RUN);
        });
        AuditRecord profile = audits.get(0);
        assertThat(profile.sha256()).contains(Sha256.hex(factory.file(profile.ref())));
        AuditRecord manifest = audits.get(2);
        assertThat(manifest.sha256()).contains(Sha256.hex(factory.file(manifest.ref())));
    }

    @Test
    void aReferenceOutOfBoundsIsOnRecordAsRefused() {
        String runKey = factory.submitTrainBuild(
                "request.0001", true, document -> document.put("training_config_ref", "../../etc/passwd"));
        factory.executeAll();

        assertThat(factory.run(runKey).failureCode()).contains(FailureCode.REF_ACCESS_DENIED);
        assertThat(factory.ledger.audits(runKey)).singleElement().satisfies(audit -> {
            assertThat(audit.outcome()).isEqualTo("REF_ACCESS_DENIED");
            assertThat(audit.ref()).isEqualTo("../../etc/passwd");
            assertThat(audit.what()).isEqualTo("training_profile");
            assertThat(audit.sha256()).isEmpty();
        });
    }

    @Test
    void everyReadOfADanglingReferenceIsAudited() {
        String runKey = factory.submitTrainBuildWithProfile("governance_profile_unknown.yaml", "request.0001", true);
        factory.executeUntilFinished(runKey);

        assertThat(factory.ledger.audits(runKey))
                .filteredOn(audit -> audit.what().equals("governance_profile"))
                .hasSize(3)
                .allMatch(audit -> audit.outcome().equals("GOVERNANCE_PROFILE_UNRESOLVED"));
    }

    @Test
    void aChangedFileIsAuditedWithItsFailureCode() throws IOException {
        String runKey = factory.submitTrainBuild("request.0001", true);
        Path file = dataFile();
        Files.write(file, new byte[] {0}, StandardOpenOption.APPEND);
        factory.executeUntilFinished(runKey);

        assertThat(factory.ledger.audits(runKey)).last().satisfies(audit -> {
            assertThat(audit.what()).isEqualTo("dataset_file");
            assertThat(audit.outcome()).isEqualTo("DATASET_DIGEST_MISMATCH");
        });
    }

    @Test
    void aRetryReadsEvidenceForItsOwnRequester() throws IOException {
        String runKey = factory.submitTrainBuild("request.0001", false);
        factory.executeAll();
        long before = factory.ledger.audits(runKey).size();
        factory.submitTrainBuild("request.0002", true, "HUMAN::analyst");
        factory.executeAll();

        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
        assertThat(factory.ledger.audits(runKey).stream().skip(before))
                .isNotEmpty()
                .allMatch(audit -> audit.purpose().equals("PUBLISH"))
                .allMatch(audit -> audit.actor().equals("HUMAN::analyst")
                        && audit.actorSourceType().equals("HUMAN"));
    }

    @Test
    void alteredEvidenceIsAuditedAsRefusedAtPublication() throws IOException {
        String runKey = factory.submitTrainBuild("request.0001", false);
        factory.executeAll();
        String receipt = ArtifactKeys.gateReceipt(StageFixture.RUN, runKey);
        Files.writeString(factory.file(receipt), "{}");
        factory.submitTrainBuild("request.0002", true, "HUMAN::analyst");
        factory.executeAll();

        assertThat(factory.ledger.audits(runKey)).last().satisfies(audit -> {
            assertThat(audit.ref()).isEqualTo(receipt);
            assertThat(audit.outcome()).isEqualTo("GATE_RECEIPT_IMMUTABILITY_VIOLATION");
        });
    }

    @Test
    void aFailedAuditWriteReleasesTheRunInsteadOfFailingIt() {
        String runKey = factory.submitTrainBuild("request.0001", true);
        factory.refuseAudits();
        factory.executor.execute(factory.claim(), () -> true, RunProgressListener.none());

        assertThat(factory.run(runKey).state()).isEqualTo(RunState.RUNNING);
        assertThat(factory.run(runKey).failureCode()).isEmpty();
        assertThat(factory.run(runKey).fullRunAttempts()).isZero();

        factory.acceptAudits();
        factory.executeUntilFinished(runKey);
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
        assertThat(factory.ledger.audits(runKey)).isNotEmpty();
    }

    @Test
    void aPublicationWaitsForItsRecordWithoutBecomingAPendingOne() {
        String runKey = factory.submitTrainBuild("request.0001", false);
        factory.executeAll();
        factory.submitTrainBuild("request.0002", true, "HUMAN::analyst");
        factory.refuseAudits();
        factory.executor.execute(factory.claim(), () -> true, RunProgressListener.none());

        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PASS);
        factory.acceptAudits();
        factory.executeUntilFinished(runKey);
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
        assertThat(factory.lifecycleEventIds()).hasSize(1);
    }

    @Test
    void aZombieWorkerLeavesNoAuditRecord() {
        String runKey = factory.submitTrainBuild("request.0001", true);
        ClaimedRun late = factory.claimWithExpiredLease();
        factory.executeAll();
        List<AuditRecord> before = factory.ledger.audits(runKey);

        factory.execute(late);

        assertThat(factory.ledger.audits(runKey)).isNotEmpty().isEqualTo(before);
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
    }

    private Path dataFile() throws IOException {
        try (Stream<Path> files = Files.walk(factory.storeRoot)) {
            return files.filter(path -> path.toString().matches(".*\\.(parquet|csv)"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
