package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.activity.ProgressReport;
import io.modelfactory.worker.ledger.activity.RunProgress;
import io.modelfactory.worker.ledger.activity.RunProgressRepository;
import io.modelfactory.worker.ledger.activity.RunStage;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.progress.BuildProgress;
import io.modelfactory.worker.progress.RowsRead;
import io.modelfactory.worker.progress.TrainingRound;
import io.modelfactory.worker.progress.TrainingRound.ValidationMetric;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunProgressIT {
    private static final Optional<RowsRead> ALL_ROWS = Optional.of(new RowsRead(100, 100));

    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final RunProgressRepository progress = new RunProgressRepository(database.dataSource());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theLatestReportOfAClaimIsKept() {
        Lease lease = claim("a", LONG);
        progress.write(List.of(new ProgressReport(lease, RunStage.DATASET, rows(40))));
        progress.write(List.of(new ProgressReport(lease, RunStage.TRAIN, round(3))));
        RunProgress atRoundThree = progress.current(lease.runKey()).orElseThrow();
        progress.write(List.of(new ProgressReport(lease, RunStage.TRAIN, round(4))));
        RunProgress atRoundFour = progress.current(lease.runKey()).orElseThrow();

        assertThat(atRoundThree.build()).isEqualTo(round(3));
        assertThat(atRoundFour.build()).isEqualTo(round(4));
        assertThat(atRoundFour.stageStartedAt()).isEqualTo(atRoundThree.stageStartedAt());
        assertThat(progress.byClaim(lease.runKey())).containsExactly(atRoundFour);
    }

    @Test
    void aZombieReportsNothing() {
        Lease zombie = claim("a", Duration.ZERO);
        progress.write(List.of(new ProgressReport(zombie, RunStage.TRAIN, round(9))));
        Lease lease = ledger.claim("next", LONG).orElseThrow().lease();
        progress.write(List.of(
                new ProgressReport(zombie, RunStage.GATE, round(10)),
                new ProgressReport(lease, RunStage.RESOLVE, BuildProgress.NONE)));

        assertThat(progress.byClaim(lease.runKey()))
                .extracting(RunProgress::claim, RunProgress::workerId, RunProgress::stage)
                .containsExactly(
                        tuple(zombie.token(), "worker-1", RunStage.TRAIN),
                        tuple(lease.token(), "next", RunStage.RESOLVE));
        assertThat(progress.current(lease.runKey()).orElseThrow().claim()).isEqualTo(lease.token());
    }

    @Test
    void aRunThatNoWorkerHoldsHasNoCurrentProgress() {
        Lease lease = claim("a", LONG);
        progress.write(List.of(new ProgressReport(lease, RunStage.TRAIN, round(9))));
        ledger.release(lease, Duration.ZERO, "the worker stops");

        assertThat(progress.current(lease.runKey())).isEmpty();
        assertThat(progress.byClaim(lease.runKey())).hasSize(1);
    }

    /** A report that waits for a lock gives up, and the next one is written. */
    @Test
    void aSlowDatabaseKeepsAReportForTwoSecondsAtMost() {
        Lease lease = claim("a", LONG);
        progress.write(List.of(new ProgressReport(lease, RunStage.TRAIN, round(1))));
        database.sql().useTransaction(other -> {
            other.execute("SELECT * FROM mf_run_progress FOR UPDATE");
            assertThat(catchThrowable(
                            () -> progress.write(List.of(new ProgressReport(lease, RunStage.TRAIN, round(2))))))
                    .isInstanceOf(TransientFaultException.class);
        });

        progress.write(List.of(new ProgressReport(lease, RunStage.TRAIN, round(3))));
        assertThat(progress.current(lease.runKey()).orElseThrow().build()).isEqualTo(round(3));
    }

    @Test
    void whatIsLeftOfAStageFollowsFromItsSpeed() {
        Lease lease = claim("a", LONG);
        progress.write(List.of(new ProgressReport(lease, RunStage.TRAIN, round(5))));
        database.sql()
                .useHandle(sql -> sql.execute(
                        "UPDATE mf_run_progress SET stage_started_at = updated_at - interval '10 seconds'"));

        assertThat(progress.current(lease.runKey()).orElseThrow().stageTimeLeft())
                .as("5 of 20 rounds in 10 s")
                .contains(Duration.ofSeconds(30));
    }

    @Test
    void theSchemaNamesTheStages() {
        String constraint = database.sql()
                .withHandle(sql -> sql.createQuery("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname ="
                                + " 'mf_run_progress_stage'")
                        .mapTo(String.class)
                        .one());

        assertThat(constraint.split("'::text")).hasSize(RunStage.values().length + 1);
        assertThat(constraint)
                .contains(Arrays.stream(RunStage.values())
                        .map(stage -> "'" + stage + "'")
                        .toList());
    }

    private Lease claim(String run, Duration lease) {
        ledger.submit(List.of(LedgerFixture.build("request-" + run, run)));
        return ledger.claim("worker-1", lease).orElseThrow().lease();
    }

    private static BuildProgress rows(long read) {
        return new BuildProgress(Optional.of(new RowsRead(read, 100)), Optional.empty());
    }

    private static BuildProgress round(int round) {
        return new BuildProgress(
                ALL_ROWS,
                Optional.of(new TrainingRound(round, 20, Optional.of(new ValidationMetric("log_loss", 1.0 / round)))));
    }
}
