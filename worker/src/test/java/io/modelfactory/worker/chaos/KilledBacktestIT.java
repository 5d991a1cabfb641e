package io.modelfactory.worker.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.execution.CardPaymentsFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A worker process is killed within a backtest; another goes on with it. */
@Tag("chaos")
class KilledBacktestIT {
    private static final String WINDOW = "mf/train_runs/{run}/backtest/window_%d.json";

    @Test
    void aKillLosesOneWindowAtMost() throws IOException {
        try (ChaosEnvironment environment = new ChaosEnvironment("killed_backtest", "{ session.timeout.ms: 6000 }")) {
            CardPaymentsFixture payments = new CardPaymentsFixture(environment.storeRoot());
            String manifest = payments.write("dm_payments");
            String training = payments.training(
                    "training", "xgboost_hist_pinned", "rounds: 10, max_depth: 3", "decision_threshold: 0.5");
            String governance = payments.governance("governance", """
                    eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}
                    backtest: {windows: 3, train_days: 14, gap_days: 1, test_days: 5, mean_thresholds: {min_auc_roc: 0.6}}
                    """);
            ChaosScenario scenario = new ChaosScenario(environment, "backtest");
            try (InstrumentedWorkerProcess killed = environment.startWorker()) {
                // Measured, and not written: more of a backtest than this cannot be lost.
                killed.watch(Optional.of(InjectionPoint.parse(point("before", 2) + " #1")));
                scenario.buildOf(
                        "build",
                        document -> {
                            document.put("training_config_ref", training).put("governance_profile_ref", governance);
                            document.putArray("dataset_manifest_refs").add(manifest);
                        },
                        "DONE");
                killed.awaitHeld();
                killed.kill();
            }
            Path first = window(environment, scenario, 1);
            String written = Sha256.hex(Files.readAllBytes(first));
            assertThat(window(environment, scenario, 2)).doesNotExist();
            environment.forgetDeaths();

            try (InstrumentedWorkerProcess other = environment.startWorker()) {
                other.watch(Optional.empty());
                other.awaitEnd(scenario);

                assertThat(other.timesPassed(point("before", 1)))
                        .as("the window that was written is taken")
                        .isZero();
                assertThat(other.timesPassed(point("after", 2))).isOne();
                assertThat(other.timesPassed(point("after", 3))).isOne();
            }
            assertThat(environment.ledger().run(scenario.runKey().orElseThrow()).state())
                    .isEqualTo("PUBLISHED");
            assertThat(Sha256.hex(Files.readAllBytes(first))).isEqualTo(written);
        }
    }

    private static String point(String edge, int window) {
        return "artifact.write." + edge + " " + WINDOW.formatted(window);
    }

    private static Path window(ChaosEnvironment environment, ChaosScenario scenario, int number) {
        return environment
                .storeRoot()
                .resolve(ArtifactKeys.backtestWindow(
                        ChaosEnvironment.PLATFORM_RUN_ID, scenario.runKey().orElseThrow(), number));
    }
}
