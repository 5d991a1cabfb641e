package io.modelfactory.worker.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.activity.ProgressReport;
import io.modelfactory.worker.ledger.activity.RunProgress;
import io.modelfactory.worker.ledger.activity.RunProgressRepository;
import io.modelfactory.worker.ledger.activity.RunSituation;
import io.modelfactory.worker.ledger.activity.RunSituationQuery;
import io.modelfactory.worker.ledger.activity.RunStage;
import io.modelfactory.worker.ledger.lease.ClaimLimits;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.progress.BuildProgress;
import io.modelfactory.worker.progress.RowsRead;
import io.modelfactory.worker.progress.TrainingRound;
import io.modelfactory.worker.progress.TrainingRound.ValidationMetric;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunFollowerIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final BlockingQueue<RunEventType> receivedEvents = new LinkedBlockingQueue<>();

    private final BlockingQueue<RunProgress> receivedProgress = new LinkedBlockingQueue<>();

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void aRunIsFollowedFromItsFirstEventUntilItIsIdle() throws Exception {
        ledger.submit(List.of(LedgerFixture.build("request-1", "a")));
        Lease lease = ledger.claim("worker-1", LedgerFixture.LONG).orElseThrow().lease();
        CompletableFuture<Optional<RunRecord>> rest = CompletableFuture.supplyAsync(() -> watch(lease.runKey()));
        assertThat(receivedEvents.poll(5, TimeUnit.MINUTES)).isEqualTo(RunEventType.REQUEST_QUEUED);
        assertThat(receivedEvents.poll(5, TimeUnit.MINUTES)).isEqualTo(RunEventType.RUN_STARTED);

        ledger.evalReady(lease, LedgerFixture.refs("eval_report"));
        assertThat(receivedEvents.poll(5, TimeUnit.MINUTES)).isEqualTo(RunEventType.EVAL_READY);
        database.cutConnections();
        await().ignoreExceptionsInstanceOf(TransientFaultException.class)
                .untilAsserted(() -> assertThat(ledger.fail(lease, FailureCode.GATE_FAIL, "no", Map.of()))
                        .returns(true, RunRecord::finished));

        assertThat(rest.get(5, TimeUnit.MINUTES).orElseThrow().failureCode()).contains(FailureCode.GATE_FAIL);
        assertThat(receivedEvents).containsExactly(RunEventType.RUN_FAILED);
    }

    @Test
    void theProgressOfItsWorkerIsReported() throws Exception {
        ledger.submit(List.of(LedgerFixture.build("request-1", "a")));
        Lease lease = ledger.claim("worker-1", LedgerFixture.LONG).orElseThrow().lease();
        CompletableFuture<Optional<RunRecord>> rest = CompletableFuture.supplyAsync(() -> watch(lease.runKey()));
        TrainingRound round = new TrainingRound(7, 20, Optional.of(new ValidationMetric("log_loss", 0.25)));
        BuildProgress build = new BuildProgress(Optional.of(new RowsRead(90, 90)), Optional.of(round));

        new RunProgressRepository(database.dataSource())
                .write(List.of(new ProgressReport(lease, RunStage.TRAIN, build)));

        assertThat(receivedProgress.poll(5, TimeUnit.MINUTES))
                .returns(RunStage.TRAIN, RunProgress::stage)
                .returns(build, RunProgress::build)
                .returns("worker-1", RunProgress::workerId);
        ledger.fail(lease, FailureCode.TRAINING_FAILED, "no", Map.of());
        assertThat(rest.get(5, TimeUnit.MINUTES)).isPresent();
        assertThat(receivedProgress).isEmpty();
    }

    private Optional<RunRecord> watch(String runKey) {
        try {
            RunProgressRepository progress = new RunProgressRepository(database.dataSource());
            RunSituationQuery situations = new RunSituationQuery(database.dataSource(), ClaimLimits.UNLIMITED);
            return new RunFollower(
                            ledger,
                            progress,
                            situations,
                            Clock.systemUTC(),
                            Duration.ofMillis(20),
                            Duration.ofMinutes(1))
                    .followUntilIdle(runKey, Optional.empty(), new RecordingListener());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class RecordingListener implements RunFollower.Listener {
        @Override
        public void onEvent(RunEvent event) {
            receivedEvents.add(event.type());
        }

        @Override
        public void onProgress(RunProgress progress) {
            receivedProgress.add(progress);
        }

        @Override
        public void onNoChange(RunRecord run, RunSituation situation) {
            assertThat(run.finished()).isFalse();
        }

        @Override
        public void onLedgerOutage(TransientFaultException fault) {
            assertThat(fault).hasMessageContaining("database");
        }
    }
}
