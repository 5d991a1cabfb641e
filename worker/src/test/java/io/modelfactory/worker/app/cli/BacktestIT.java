package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.execution.CardPaymentsFixture;
import io.modelfactory.worker.execution.StageFixture;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.BuildExecutor;
import io.modelfactory.worker.training.BuildSpec;
import io.modelfactory.worker.training.InProcessBuildExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose governance profile asks for a backtest: three windows of the forty days of the card payments. */
class BacktestIT {
    private static final String EASY = "eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}\n";
    private static final String WINDOWS = "windows: 3, train_days: 14, gap_days: 1, test_days: 5";
    private static final String BACKTEST = EASY + """
            backtest: {%s, mean_thresholds: {min_auc_roc: 0.6}, worst_thresholds: {min_auc_roc: 0.55}}
            """.formatted(WINDOWS);

    @TempDir
    private Path folder = Path.of("");

    private final List<Integer> started = new ArrayList<>();
    private int dieBeforeStart = Integer.MAX_VALUE;
    private StageFixture factory;
    private CardPaymentsFixture payments;

    @BeforeEach
    void start() throws IOException {
        BuildExecutor memory =
                new InProcessBuildExecutor(TrainerRegistry.discover(), folder.resolve("scratch"), 1, "500MB");
        factory = new StageFixture(folder, new DyingExecutor(memory));
        payments = new CardPaymentsFixture(factory.storeRoot);
    }

    @AfterEach
    void stop() {
        factory.close();
    }

    /** Notes which window is begun, 0 for the model itself, and dies before one of them. */
    private final class DyingExecutor implements BuildExecutor {
        private final BuildExecutor executor;

        DyingExecutor(BuildExecutor executor) {
            this.executor = executor;
        }

        @Override
        public BuildExecution start(BuildSpec spec, BooleanSupplier wanted, ProgressListener progress) {
            started.add(spec.window().map(window -> window.number()).orElse(0));
            if (started.size() == dieBeforeStart) {
                throw new TransientFaultException("dies between windows", new IllegalStateException("on purpose"));
            }
            return executor.start(spec, wanted, progress);
        }
    }

    @Test
    void everyWindowIsTrainedAndMeasuredLikeARunOfItsOwn() throws Exception {
        RunRecord run = run("plain", "rounds: 20, max_depth: 3", BACKTEST);

        assertThat(run.state()).as(run.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
        assertThat(started).containsExactly(1, 2, 3, 0);
        JsonNode backtest = document(run, "eval_report").at("/metrics/backtest");
        JsonNode results = backtest.path("results");
        assertThat(results).hasSize(3);
        // Forty days from 1 November: the newest window tests on 6 to 10 December.
        assertThat(results.at("/0/test_from").asText()).isEqualTo("2025-11-26T00:00:00Z");
        assertThat(results.at("/0/train_from").asText()).isEqualTo("2025-11-11T00:00:00Z");
        assertThat(results.at("/2/test_until").asText()).isEqualTo("2025-12-11T00:00:00Z");
        int seed = document(run, "model_artifact").path("stage_seed").asInt();
        PlainWindows plain = new PlainWindows(file(run), seed);
        double sum = 0;
        for (JsonNode result : results) {
            JsonNode window = read(result.at("/report/ref").asText());
            assertThat(Sha256.hex(Files.readAllBytes(
                            factory.storeRoot.resolve(result.at("/report/ref").asText()))))
                    .isEqualTo(result.at("/report/sha256").asText());
            PlainWindows.Figures figures = plain.measure(
                    Instant.parse(result.path("train_from").asText()),
                    Instant.parse(result.path("train_until").asText()),
                    Instant.parse(result.path("test_from").asText()),
                    Instant.parse(result.path("test_until").asText()));
            assertThat(window.path("model_sha256").asText())
                    .as("the model that the plain computation trains on the same days")
                    .isEqualTo(figures.modelSha256());
            assertThat(result.at("/metrics/auc_roc").asDouble()).isCloseTo(figures.auc(), within(1e-12));
            assertThat(result.at("/metrics/test_rows").asInt()).isEqualTo(figures.rows());
            sum += figures.auc();
        }
        assertThat(backtest.at("/mean/metrics/auc_roc").asDouble()).isCloseTo(sum / 3, within(1e-12));
        assertThat(check(run, "min_backtest_mean_auc_roc").path("observed"))
                .isEqualTo(backtest.at("/mean/metrics/auc_roc"));
        JsonNode worst = check(run, "min_backtest_worst_auc_roc");
        assertThat(worst.path("scope").asText()).startsWith("backtest:");
        results.forEach(result -> assertThat(worst.path("observed").asDouble())
                .isLessThanOrEqualTo(result.at("/metrics/auc_roc").asDouble()));
    }

    @Test
    void aRunThatDiesBetweenWindowsGoesOnWithTheNextOne() throws IOException {
        dieBeforeStart = 3;

        RunRecord run = run("dying", "rounds: 20, max_depth: 3", BACKTEST);

        assertThat(run.state()).as(run.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
        assertThat(started).as("no window that was written is built again").containsExactly(1, 2, 3, 3, 0);
    }

    @Test
    void windowsAreReproduced() throws IOException {
        RunRecord run = run("reproduced", "rounds: 5, max_depth: 2", BACKTEST);
        factory.archiveReceipts();
        CommandLineFixture mf = CommandLineFixture.under(folder, factory.databaseUrl(), factory.storeRoot);

        assertThat(mf.run("reproduce", run.runKey()).out()).contains("is reproduced", "window_1.json", "window_3.json");
        assertThat(mf.run("verify", run.runKey()).out()).contains("everything holds");

        Path window = factory.storeRoot.resolve(document(run, "eval_report")
                .at("/metrics/backtest/results/1/report/ref")
                .asText());
        ObjectNode forged = (ObjectNode) Json.parse(Files.readAllBytes(window));
        Files.writeString(window, Json.text(forged.put("rounds", 6)));
        assertThat(mf.run("reproduce", run.runKey()).out()).contains("DIFFERENT", "/rounds");
        assertThat(mf.run("verify", run.runKey()).out()).contains("ALTERED  backtest_window", "window_2.json");
    }

    @Test
    void theChampionsRecipeIsTrainedBesideItAndItsModelComparedWhereItSawNothing() throws IOException {
        // Stops early by rows until 28 November, so that the first window is within what it has seen.
        RunRecord champion =
                run("champion", "rounds: 60, max_depth: 2, learning_rate: 0.1, early_stopping_rounds: 5", BACKTEST);
        assertThat(champion.state()).as(champion.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
        JsonNode published = document(champion, "registry_record");

        RunRecord run = run(
                "challenger",
                "rounds: 20, max_depth: 3",
                BACKTEST
                        + """
                minimum_comparison_rows: 100
                minimum_comparison_positives: 10
                uncertainty: {judge: bound, judge_by_check: {max_regression_auc_roc: point}, bootstrap_draws: 99, level: 0.9}
                baseline_bundle: {bundle_id: %s, bundle_version: %s, allowed_regression: {auc_roc: 0.2}}
                """.formatted(
                                        published.path("bundle_id").asText(),
                                        published.path("bundle_version").asText()));

        assertThat(run.state()).as(run.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
        JsonNode own = document(champion, "eval_report").at("/metrics/backtest");
        JsonNode backtest = document(run, "eval_report").at("/metrics/backtest");
        for (int window = 0; window < 3; window++) {
            assertThat(backtest.at("/results/" + window + "/champion_recipe/metrics/auc_roc"))
                    .as("the champion's recipe on the same window, in its own run")
                    .isEqualTo(own.at("/results/" + window + "/metrics/auc_roc"));
        }
        assertThat(backtest.at("/results/0").has("champion"))
                .as("the champion saw events of this window")
                .isFalse();
        assertThat(backtest.at("/results/1/champion/auc_roc").isNumber()).isTrue();
        assertThat(backtest.at("/results/2/champion/auc_roc").isNumber()).isTrue();
        JsonNode regression = check(run, "max_backtest_regression_auc_roc");
        assertThat(regression.path("observed").asDouble())
                .isCloseTo(
                        backtest.at("/mean/metrics/auc_roc").asDouble()
                                - own.at("/mean/metrics/auc_roc").asDouble(),
                        within(1e-12));
        double variance = 0;
        for (JsonNode result : backtest.path("results")) {
            double error = result.at("/champion_recipe/difference/metrics/auc_roc/standard_error")
                    .asDouble();
            variance += error * error / 9;
        }
        assertThat(regression.path("upper").asDouble()
                        - regression.path("lower").asDouble())
                .as("1.2816 standard errors to either side, one-sided at 0.9")
                .isCloseTo(2 * 1.2815515655446004 * Math.sqrt(variance), within(1e-9));
    }

    @Test
    void aBacktestLongerThanTheDataIsRefusedBeforeAnythingIsTrained() throws IOException {
        RunRecord run = run("long", "rounds: 5", BACKTEST.replace("windows: 3", "windows: 6"));

        assertThat(run.failureCode()).contains(FailureCode.GOVERNANCE_PROFILE_INVALID);
        assertThat(run.failureMessage().orElseThrow())
                .isEqualTo("backtest: 6 windows of 5 test days with 1 gap days and 14 training days need 45 days, the"
                        + " data has 40 (from 2025-11-01 to 2025-12-10)");
        assertThat(started).containsExactly(1);
        assertThat(run.refs()).doesNotContainKey("model");
    }

    @Test
    void aBacktestThatNothingIsJudgedByIsRefused() throws IOException {
        RunRecord run = run("idle", "rounds: 5", EASY + "backtest: {" + WINDOWS + "}\n");

        assertThat(run.failureCode()).contains(FailureCode.GOVERNANCE_PROFILE_INVALID);
        assertThat(run.failureMessage().orElseThrow()).contains("give mean_thresholds or worst_thresholds");
        assertThat(started).isEmpty();
    }

    private RunRecord run(String name, String hyperParameters, String governance) throws IOException {
        String manifest = payments.write("dm_" + name);
        String training =
                payments.training(name + "-training", "xgboost_hist", hyperParameters, "decision_threshold: 0.5");
        String judging = payments.governance(name + "-governance", governance);
        String runKey = factory.submitTrainBuild("mf.backtest." + name, true, document -> {
            document.put("training_config_ref", training).put("governance_profile_ref", judging);
            document.putArray("dataset_manifest_refs").add(manifest);
        });
        factory.executeUntilFinished(runKey);
        return factory.run(runKey);
    }

    private Path file(RunRecord run) throws IOException {
        return factory.storeRoot.resolve(document(run, "resolved_train_plan")
                .at("/datasets/0/files/0/ref")
                .asText());
    }

    private JsonNode document(RunRecord run, String name) throws IOException {
        return read(Objects.requireNonNull(run.refs().get(name), name).ref());
    }

    private JsonNode read(String ref) throws IOException {
        return Json.parse(Files.readAllBytes(factory.storeRoot.resolve(ref)));
    }

    private JsonNode check(RunRecord run, String name) throws IOException {
        Optional<JsonNode> found = Optional.empty();
        for (JsonNode check : document(run, "gate_receipt").path("checks")) {
            if (check.path("check").asText().equals(name)) {
                found = Optional.of(check);
            }
        }
        return found.orElseThrow();
    }
}
