package io.modelfactory.worker.app.cli.starter;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.inspect.RunFollower;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.activity.ProgressReport;
import io.modelfactory.worker.ledger.activity.RunProgressRepository;
import io.modelfactory.worker.ledger.activity.RunSituationQuery;
import io.modelfactory.worker.ledger.activity.RunStage;
import io.modelfactory.worker.ledger.lease.ClaimLimits;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.progress.BuildProgress;
import io.modelfactory.worker.progress.TrainingRound;
import io.modelfactory.worker.progress.TrainingRound.ValidationMetric;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveProgressIT {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @Test
    void stageRoundAndValidationMetricAreSaidAndNothingElseUntilItIsStopped() throws InterruptedException {
        try (LedgerDatabase database = LedgerDatabase.create()) {
            RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
            ledger.submit(List.of(LedgerFixture.build("request-1", "a")));
            Lease lease =
                    ledger.claim("worker-1", LedgerFixture.LONG).orElseThrow().lease();
            RunProgressRepository progress = new RunProgressRepository(database.dataSource());
            RunSituationQuery situations = new RunSituationQuery(database.dataSource(), ClaimLimits.UNLIMITED);
            RunFollower follower = new RunFollower(
                    ledger, progress, situations, Clock.systemUTC(), Duration.ofMillis(20), Duration.ofMinutes(1));

            LiveProgress live = LiveProgress.follow(follower, lease.runKey(), lines::add);
            progress.write(List.of(new ProgressReport(lease, RunStage.TRAIN, round(7))));
            String said = lines.poll(5, TimeUnit.MINUTES);
            live.stop();

            assertThat(said).startsWith("... ").contains("round 7 of 20", "validation log_loss 0.25");
            progress.write(List.of(new ProgressReport(lease, RunStage.TRAIN, round(8))));
            assertThat(lines).isEmpty();
        }
    }

    private static BuildProgress round(int number) {
        return new BuildProgress(
                Optional.empty(),
                Optional.of(new TrainingRound(number, 20, Optional.of(new ValidationMetric("log_loss", 0.25)))));
    }
}
