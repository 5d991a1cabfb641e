package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.activity.RunProgress;
import io.modelfactory.worker.ledger.activity.RunProgressRepository;
import io.modelfactory.worker.ledger.activity.RunStage;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.progress.RowsRead;
import io.modelfactory.worker.progress.TrainingRound;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.training.process.TrainerFixture;
import io.modelfactory.worker.training.process.TrainerProcessPool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far runs have come, from the training to the ledger. */
class ProgressRecorderIT {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void onlyWhatHasChangedIsWrittenHoweverMuchWasReported() {
        try (LedgerDatabase database = LedgerDatabase.create()) {
            RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
            RunProgressRepository progress = new RunProgressRepository(database.dataSource());
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            ledger.submit(List.of(LedgerFixture.build("request-1", "a")));
            Lease lease =
                    ledger.claim("worker-1", LedgerFixture.LONG).orElseThrow().lease();
            AtomicLong time = new AtomicLong();
            try (ProgressRecorder recorder = new ProgressRecorder(ledger, new WorkerMeters(meters), time::get)) {
                RunProgressListener run = recorder.track(lease);
                recorder.writeAll();
                assertThat(progress.current(lease.runKey())).as("no stage yet").isEmpty();

                run.onStage(RunStage.TRAIN);
                for (int round = 1; round <= 1_000; round++) {
                    run.onRound(new TrainingRound(round, 1_000, Optional.empty()));
                }
                recorder.writeAll();
                RunProgress written = progress.current(lease.runKey()).orElseThrow();
                assertThat(written.build().training().orElseThrow().round()).isEqualTo(1_000);

                recorder.writeAll();
                assertThat(progress.current(lease.runKey()))
                        .as("nothing new, nothing written")
                        .contains(written);

                ledger.fail(lease, FailureCode.TRAINING_FAILED, "no", Map.of());
                run.onStage(RunStage.SCORE);
                recorder.writeAll();
                assertThat(progress.byClaim(lease.runKey())).containsExactly(written);
                recorder.untrack(lease);
            }
        }
    }

    /**
     * A report waits for its turn, once a second, however fast rounds are: 20,000 of them in five turns are five rows.
     */
    @Test
    void aTurnWritesOneRowHoweverManyRoundsItHas() {
        int turns = 5;
        int rounds = 20_000;
        try (LedgerDatabase database = LedgerDatabase.create()) {
            database.sql().useHandle(ProgressRecorderIT::countWrites);
            RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
            ledger.submit(List.of(LedgerFixture.build("request-1", "a")));
            Lease lease =
                    ledger.claim("worker-1", LedgerFixture.LONG).orElseThrow().lease();
            WorkerMeters meters = new WorkerMeters(new SimpleMeterRegistry());
            try (ProgressRecorder recorder = new ProgressRecorder(ledger, meters, System::nanoTime)) {
                RunProgressListener run = recorder.track(lease);
                run.onStage(RunStage.TRAIN);
                for (int round = 1; round <= rounds; round++) {
                    run.onRound(new TrainingRound(round, rounds, Optional.empty()));
                    if (round % (rounds / turns) == 0) {
                        recorder.writeAll();
                    }
                }
            }
            List<Integer> written = database.sql()
                    .withHandle(handle -> handle.createQuery("SELECT training_round FROM progress_writes ORDER BY 1")
                            .mapTo(Integer.class)
                            .list());
            assertThat(written).containsExactly(4_000, 8_000, 12_000, 16_000, 20_000);
        }
    }

    private static void countWrites(Handle handle) {
        handle.execute("CREATE TABLE progress_writes (training_round integer)");
        handle.execute("""
                CREATE FUNCTION count_progress_write() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO progress_writes VALUES (NEW.training_round); RETURN NEW; END $$
                """);
        handle.execute("CREATE TRIGGER count_writes AFTER INSERT OR UPDATE ON mf_run_progress"
                + " FOR EACH ROW EXECUTE FUNCTION count_progress_write()");
    }

    @Test
    void aDatabaseThatIsAwayIsSurvivedAndTheNextReportIsWritten() {
        LedgerDatabase database = LedgerDatabase.create();
        RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
        ledger.submit(List.of(LedgerFixture.build("request-1", "a")));
        Lease lease = ledger.claim("worker-1", LedgerFixture.LONG).orElseThrow().lease();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (database;
                ProgressRecorder recorder = new ProgressRecorder(ledger, new WorkerMeters(meters), System::nanoTime)) {
            recorder.track(lease).onStage(RunStage.DATASET);
            database.sql().useTransaction(other -> {
                other.execute("LOCK TABLE mf_run_progress IN ACCESS EXCLUSIVE MODE");
                recorder.writeAll();
            });
            assertThat(meters.counter("mf.faults", "source", "progress").count())
                    .isEqualTo(1);

            recorder.writeAll();
            assertThat(new RunProgressRepository(database.dataSource()).current(lease.runKey()))
                    .isPresent();
        }
    }

    /** The trainer process reports what each step has done before it says that the step is done. */
    @Test
    void aTrainerProcessReportsRowsAndRounds() throws IOException {
        try (TrainerProcessPool trainers = TrainerFixture.pool(folder.resolve("scratch"), 1);
                StageFixture factory = new StageFixture(folder, trainers)) {
            String runKey = factory.submitTrainBuild("request.0001", true);
            ClaimedRun claimed = factory.claim();
            RecordingListener heard = new RecordingListener();

            factory.executor.execute(claimed, () -> true, heard);

            assertThat(factory.run(runKey).finished()).isTrue();
            assertThat(heard.stages)
                    .as("all but that of windows, which this run has none of")
                    .containsExactlyElementsOf(EnumSet.complementOf(EnumSet.of(RunStage.BACKTEST)));
            RowsRead rows = heard.rows.get(heard.rows.size() - 1);
            assertThat(rows.read()).isEqualTo(rows.total()).isPositive();
            TrainingRound last = heard.rounds.get(heard.rounds.size() - 1);
            assertThat(last.round()).isEqualTo(last.rounds()).isPositive();
        }
    }

    private static final class RecordingListener implements RunProgressListener {
        private final List<RunStage> stages = new ArrayList<>();
        private final List<RowsRead> rows = new ArrayList<>();
        private final List<TrainingRound> rounds = new ArrayList<>();

        @Override
        public void onStage(RunStage stage) {
            stages.add(stage);
        }

        @Override
        public void onRowsRead(RowsRead read) {
            rows.add(read);
        }

        @Override
        public void onRound(TrainingRound round) {
            rounds.add(round);
        }
    }
}
