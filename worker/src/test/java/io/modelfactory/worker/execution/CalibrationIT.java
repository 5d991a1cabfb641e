package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A calibration is a part of the bundle: whatever scores with it applies it. */
class CalibrationIT {
    private static final String EASY = "eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}\n";

    @TempDir
    private Path folder = Path.of("");

    private StageFixture factory;

    @BeforeEach
    void start() throws IOException {
        factory = new StageFixture(folder, 1);
    }

    @AfterEach
    void stop() {
        factory.close();
    }

    @Test
    void aCalibratedChampionIsComparedByItsCalibratedScores() throws IOException {
        RunRecord champion = run("calibration: isotonic", EASY);
        assertThat(champion.state()).as(champion.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
        JsonNode bundle = document(champion, "registry_record");
        // A program that cannot calibrate must not score with it: its threshold is on calibrated scores.
        assertThat(bundle.at("/compatibility/required_capabilities"))
                .hasToString("[\"xgboost-ubj\",\"score-calibration\"]");
        RunRecord challenger = run(
                "calibration: none",
                EASY
                        + """
                minimum_comparison_rows: 200
                baseline_bundle:
                  bundle_id: %s
                  bundle_version: %s
                  allowed_regression: {auc_roc: 0.5}
                """.formatted(
                                        bundle.path("bundle_id").asText(),
                                        bundle.path("bundle_version").asText()));

        assertThat(challenger.state())
                .as(challenger.failureMessage().orElse(""))
                .isEqualTo(RunState.PUBLISHED);
        assertThat(document(challenger, "registry_record").at("/compatibility/required_capabilities"))
                .hasToString("[\"xgboost-ubj\"]");
        JsonNode compared = document(challenger, "eval_report").at("/metrics/baseline/metrics");
        JsonNode own = document(champion, "eval_report").path("metrics");
        for (String metric : new String[] {"log_loss", "brier", "ece", "auc_roc", "test_rows"}) {
            assertThat(compared.path(metric)).as(metric).isEqualTo(own.path(metric));
        }
    }

    @Test
    void whatTheCalibrationWasFittedOnIsStated() throws IOException {
        RunRecord run = run("calibration: sigmoid", EASY, "early_stopping_rounds: 20");

        assertThat(run.state()).as(run.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
        JsonNode descriptor = document(run, "model_artifact");
        JsonNode validation = descriptor.at("/split/validation");
        JsonNode fittedOn = descriptor.at("/calibration/fitted_on");
        assertThat(fittedOn.path("rows")).isEqualTo(validation.path("rows"));
        assertThat(fittedOn.path("positives")).isEqualTo(validation.path("positives"));
        assertThat(fittedOn.path("decided_rounds").asBoolean()).isTrue();
        assertThat(descriptor.at("/split/fitted_on")).hasToString("[\"train\",\"validation\"]");
    }

    @Test
    void aCalibrationNeedsAValidationPart() throws IOException {
        RunRecord run = run(
                "calibration: sigmoid",
                EASY,
                "max_depth: 4",
                "  train: 0.7\n  validation: 0.1",
                "  train: 0.8\n  validation: 0");

        assertThat(run.failureCode()).contains(FailureCode.TRAINING_PROFILE_INVALID);
        assertThat(run.failureMessage().orElseThrow()).contains("calibration: needs a validation part");
    }

    private RunRecord run(String calibration, String governance) throws IOException {
        return run(calibration, governance, "max_depth: 4");
    }

    private RunRecord run(String calibration, String governance, String parameter) throws IOException {
        return run(calibration, governance, parameter, "", "");
    }

    private RunRecord run(String calibration, String governance, String parameter, String replaced, String by)
            throws IOException {
        String training = StageFixture.plainCreditProfile()
                .replace("max_depth: 4", parameter)
                .replace(replaced.isEmpty() ? "\u0000" : replaced, by);
        String name = calibration.replaceAll("\\W", "") + governance.length() + by.length();
        write("profiles/" + name + ".training.yaml", training + calibration + "\n");
        write("profiles/" + name + ".governance.yaml", "policy_id: governance\nrevision: r1\n" + governance);
        String runKey = factory.submitTrainBuild(
                "request." + name,
                true,
                request -> request.put("training_config_ref", "profiles/" + name + ".training.yaml")
                        .put("governance_profile_ref", "profiles/" + name + ".governance.yaml"));
        factory.executeAll();
        return factory.run(runKey);
    }

    private void write(String ref, String yaml) throws IOException {
        Path file = factory.storeRoot.resolve(ref);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, yaml);
    }

    private JsonNode document(RunRecord run, String name) throws IOException {
        return Json.parse(Files.readAllBytes(factory.storeRoot.resolve(
                Objects.requireNonNull(run.refs().get(name)).ref())));
    }
}
