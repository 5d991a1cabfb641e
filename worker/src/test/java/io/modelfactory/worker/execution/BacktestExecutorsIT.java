package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.algorithm.TrainingExecutor;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.training.BuildExecutor;
import io.modelfactory.worker.training.InProcessBuildExecutor;
import io.modelfactory.worker.training.process.TrainerFixture;
import io.modelfactory.worker.training.process.TrainerProcessPool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backtest wherever its windows are trained: the same bytes of every window, and of the report. */
class BacktestExecutorsIT {
    private static final int WINDOWS = 2;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whereWindowsAreTrainedChangesNoByte() throws IOException {
        InProcessBuildExecutor here =
                new InProcessBuildExecutor(TrainerRegistry.discover(), folder.resolve("scratch"), 2, "500MB");
        BuildExecutor onDisk = (spec, wanted, progress) -> here.start(spec, TrainingExecutor.DISK, wanted, progress);
        Map<String, String> inMemory = built("memory", here);

        assertThat(inMemory).hasSize(WINDOWS + 2).containsKeys("window_1", "window_2", "eval_report", "model");
        assertThat(built("disk", onDisk)).isEqualTo(inMemory);
        try (TrainerProcessPool processes = TrainerFixture.pool(folder.resolve("processes"), 1)) {
            assertThat(built("pool", processes)).isEqualTo(inMemory);
        }
    }

    /** Digests of what a run makes, by name. */
    private Map<String, String> built(String name, BuildExecutor builder) throws IOException {
        try (StageFixture factory = new StageFixture(folder.resolve(name), builder)) {
            CardPaymentsFixture payments = new CardPaymentsFixture(factory.storeRoot);
            String manifest = payments.write("dm_payments");
            String training = payments.training(
                    "training",
                    "xgboost_hist_pinned",
                    "rounds: 10, max_depth: 3, early_stopping_rounds: 5",
                    "decision_threshold: 0.5");
            String governance = payments.governance("governance", """
                    eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}
                    backtest: {windows: %d, train_days: 18, gap_days: 1, test_days: 5, mean_thresholds: {min_auc_roc: 0.6}}
                    """.formatted(WINDOWS));
            String runKey = factory.submitTrainBuild("mf.backtest.executors", true, document -> {
                document.put("training_config_ref", training).put("governance_profile_ref", governance);
                document.putArray("dataset_manifest_refs").add(manifest);
            });
            factory.executeUntilFinished(runKey);
            RunRecord run = factory.run(runKey);
            assertThat(run.state()).as(run.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
            Map<String, String> digests = new TreeMap<>();
            for (int window = 1; window <= WINDOWS; window++) {
                String key = ArtifactKeys.backtestWindow(StageFixture.RUN, runKey, window);
                digests.put("window_" + window, digest(factory.storeRoot.resolve(key)));
            }
            for (String made : new String[] {"model", "eval_report"}) {
                ArtifactRef ref = Objects.requireNonNull(run.refs().get(made), made);
                Path file = factory.storeRoot.resolve(ref.ref());
                digests.put(made, made.equals("model") ? ref.sha256() : digest(file));
            }
            return digests;
        }
    }

    /** Of a document without its references, as the plan, to which they lead, names when the run began. */
    private static String digest(Path document) throws IOException {
        return Sha256.hex(Files.readString(document)
                .replaceAll("\"sha256\":\"[0-9a-f]{64}\"", "")
                .getBytes(StandardCharsets.UTF_8));
    }
}
