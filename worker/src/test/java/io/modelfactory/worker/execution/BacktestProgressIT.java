package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.inspect.ProgressText;
import io.modelfactory.worker.ledger.activity.RunProgress;
import io.modelfactory.worker.ledger.activity.RunStage;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.progress.BuildProgress;
import io.modelfactory.worker.progress.RowsRead;
import io.modelfactory.worker.progress.TrainingRound;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How far a backtest has come, window by window. */
class BacktestProgressIT extends CardPaymentRuns {
    private final List<String> heard = new ArrayList<>();

    /** Writes down stages, and windows while they are measured. */
    private final class RecordingListener implements RunProgressListener {
        private RunStage stage = RunStage.RESOLVE;

        @Override
        public void onStage(RunStage begun) {
            stage = begun;
            heard.add(begun.name());
        }

        @Override
        public void onRowsRead(RowsRead rows) {
            assertThat(stage).as("rows of windows are no progress").isEqualTo(RunStage.DATASET);
        }

        @Override
        public void onRound(TrainingRound round) {
            if (stage == RunStage.BACKTEST) {
                heard.add(round.round() + " of " + round.rounds());
            }
        }
    }

    @Test
    void eachMeasuredWindowIsReported() throws IOException {
        String manifest = payments.write("dm_windows");
        String training = payments.training("windows-training", XGBOOST, "rounds: 2", PLAIN);
        String judging = payments.governance("windows-governance", EASY + """
                backtest: {windows: 2, train_days: 14, gap_days: 1, test_days: 5, mean_thresholds: {min_auc_roc: 0.55}}
                """);
        factory.submitTrainBuild("mf.payments.windows", true, document -> {
            document.put("training_config_ref", training).put("governance_profile_ref", judging);
            document.putArray("dataset_manifest_refs").add(manifest);
        });
        ClaimedRun claimed = factory.claim();

        factory.executor.execute(claimed, () -> true, new RecordingListener());

        assertThat(heard).startsWith("RESOLVE", "BACKTEST", "1 of 2", "2 of 2", "DATASET", "CHAMPION", "TRAIN");
    }

    @Test
    void peopleReadHowManyWindowsAreMeasured() {
        Instant start = Instant.parse("2026-02-10T14:20:00Z");
        RunProgress progress = new RunProgress(
                "tr_1",
                1,
                "worker",
                RunStage.BACKTEST,
                start,
                new BuildProgress(Optional.empty(), Optional.of(new TrainingRound(1, 4, Optional.empty()))),
                start.plusSeconds(60));

        assertThat(ProgressText.of(progress)).isEqualTo("backtesting, 1 of 4 windows measured, about 3 min left");
    }
}
