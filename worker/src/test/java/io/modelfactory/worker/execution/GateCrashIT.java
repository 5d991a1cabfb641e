package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker dies while it judges a run: the verdict of the next one is the same, and is the same attempt. */
class GateCrashIT {
    @TempDir
    private Path folder = Path.of("");

    private StageFixture factory;
    private String runKey;
    private Lease lease;
    private RunRecord run;

    /** Another run was judged on the same rows before. */
    @BeforeEach
    void buildTheSecondRunOnTheSameRows() throws IOException {
        factory = new StageFixture(folder, 1);
        assertThat(attempt(factory.submitTrainBuild("request.first", true, document -> {})))
                .isEqualTo(1);
        runKey = submit("request.second");
        ClaimedRun claimed = factory.claimWithExpiredLease();
        lease = claimed.lease();
        Evidence built = factory.buildStage.build(
                claimed.run(),
                lease.token(),
                factory.audits.forLease(lease),
                () -> true,
                RunProgressListener.none(),
                profiles -> AdmittedRequest.of(
                        factory.ledger.pinProfiles(lease, profiles).request(), Optional.empty()));
        run = factory.ledger.evalReady(lease, built.refs());
    }

    @AfterEach
    void stop() {
        factory.close();
    }

    @Test
    void afterTheReceiptAndBeforeTheLedgerKnowsOfIt() throws IOException {
        judge(false);
        byte[] receipt = Files.readAllBytes(receipt());

        assertThat(attempt(runKey)).isEqualTo(2);

        assertThat(Files.readAllBytes(receipt())).isEqualTo(receipt);
        requireNothingCountedTwice();
    }

    @Test
    void afterTheAttemptWasCountedAndBeforeTheReceipt() throws IOException {
        assertThatThrownBy(() -> judge(true)).hasMessage("the worker dies");
        assertThat(receipt()).doesNotExist();

        assertThat(attempt(runKey)).isEqualTo(2);

        requireNothingCountedTwice();
    }

    private void requireNothingCountedTwice() throws IOException {
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
        assertThat(factory.trainingCount()).as("each run was trained once").isEqualTo(2);
        assertThat(attempt(submit("request.third"))).isEqualTo(3);
    }

    /** As the executor has it judged; then this worker does nothing more. */
    private void judge(boolean diesBeforeTheReceipt) {
        factory.gateStage.judge(
                run.platformRunId(),
                runKey,
                new Evidence(run.refs()),
                rows -> {
                    int number = factory.ledger.gateAttempt(lease, rows.json(), rows.digest());
                    if (diesBeforeTheReceipt) {
                        throw new IllegalStateException("the worker dies");
                    }
                    return number;
                },
                factory.audits.forLease(lease));
    }

    private String submit(String requestId) {
        return factory.submitTrainBuild(requestId, true, document -> document.put("config_revision", requestId));
    }

    /** The number in the gate receipt, when other workers have done all that there is. */
    private int attempt(String key) throws IOException {
        factory.executeAll();
        return Json.parse(
                        Files.readAllBytes(factory.storeRoot.resolve(ArtifactKeys.gateReceipt(StageFixture.RUN, key))))
                .path("gate_attempt")
                .intValue();
    }

    private Path receipt() {
        return factory.storeRoot.resolve(ArtifactKeys.gateReceipt(StageFixture.RUN, runKey));
    }
}
