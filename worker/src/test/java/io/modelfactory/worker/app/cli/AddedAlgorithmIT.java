package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.algorithm.stump.StumpProvider;
import io.modelfactory.worker.app.cli.CommandLineFixture.CapturedOutput;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.closure.IndependentProgram;
import io.modelfactory.worker.closure.IndependentProgram.ProgramResult;
import io.modelfactory.worker.execution.StageFixture;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.training.process.TrainerFixture;
import io.modelfactory.worker.training.process.TrainerProcessPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An algorithm that the worker does not know, found on the class path by the worker and by its trainer processes. */
class AddedAlgorithmIT {
    private static final String XGBOOST = "{rounds: 5, max_depth: 3}";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void anAddedAlgorithmIsTrainedGatedPublishedVerifiedAndReproduced() throws IOException {
        try (TrainerProcessPool trainers = TrainerFixture.pool(folder.resolve("trainers"), 1);
                StageFixture factory = new StageFixture(folder, trainers)) {
            RunRecord run = run(
                    factory,
                    "stump",
                    StumpProvider.ALGORITHM_ID,
                    "{candidates: 8}",
                    "min_auc_roc: 0.6, min_brier_skill: 0.001");

            assertThat(run.state()).as(run.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
            JsonNode descriptor = document(factory, run, "model_artifact");
            assertThat(descriptor.path("format").asText()).isEqualTo("stump-text");
            assertThat(descriptor.path("library")).hasToString("{\"name\":\"stump\",\"version\":\"1.0\"}");
            assertThat(descriptor.at("/model/ref").asText()).endsWith("/artifacts/model.stump");
            assertThat(descriptor.at("/structure/absent").asText())
                    .isEqualTo("models of the format stump-text are not opened");
            Path record = factory.storeRoot.resolve(ref(run, "registry_record").ref());
            assertThat(record.resolveSibling("model.stump")).exists();
            assertThat(Json.parse(Files.readAllBytes(record)).at("/compatibility/required_capabilities"))
                    .hasToString("[\"stump-text\"]");

            factory.archiveReceipts();
            CommandLineFixture mf = CommandLineFixture.under(folder, factory.databaseUrl(), factory.storeRoot);
            CapturedOutput verified = mf.run("verify", run.runKey());
            assertThat(verified.out()).contains("everything holds");
            CapturedOutput reproduced = mf.run("reproduce", run.runKey());
            assertThat(reproduced.out()).contains("is reproduced", "model.stump");

            RunRecord challenger = run(
                    factory,
                    "challenger",
                    "xgboost_hist",
                    XGBOOST,
                    "min_auc_roc: 0.6, min_brier_skill: 0.001}\n"
                            + """
                    minimum_comparison_rows: 500
                    baseline_bundle: {bundle_id: %s, bundle_version: %s, allowed_regression: {auc_roc: 0.0}
                    """.formatted(bundle(record, "bundle_id"), bundle(record, "bundle_version"))
                                    .strip());
            assertThat(challenger.state())
                    .as("judged beside a model of another library: " + challenger.failureMessage())
                    .isEqualTo(RunState.PUBLISHED);
            assertThat(document(factory, challenger, "eval_report")
                            .at("/metrics/baseline/model_sha256")
                            .asText())
                    .isEqualTo(ref(run, "model").sha256());
            RunRecord boosted =
                    assertIsBuiltAndReproduced(factory, mf, "lightgbm", "{rounds: 20}", "lightgbm-text", "model.txt");
            RunRecord logistic =
                    assertIsBuiltAndReproduced(factory, mf, "logistic_regression", "{}", "logistic-json", "model.json");
            JsonNode baseline = document(factory, boosted, "eval_report").at("/metrics/logistic_baseline");
            assertThat(baseline.path("model_sha256").asText())
                    .as("the baseline is the model of a run of its own")
                    .isEqualTo(ref(logistic, "model").sha256());
            JsonNode alone = document(factory, logistic, "eval_report").path("metrics");
            baseline.path("metrics")
                    .properties()
                    .forEach(metric -> assertThat(metric.getValue()).isEqualTo(alone.path(metric.getKey())));
            assertThat(mf.run("explain", boosted.runKey()).out()).contains("over a logistic regression", "it gains");
            assertHasReasons(factory, logistic);
        }
    }

    /** A model without trees is opened too: contributions in sample, report and card, and for a stranger's program. */
    private void assertHasReasons(StageFixture factory, RunRecord logistic) throws IOException {
        JsonNode sample = document(factory, logistic, "scoring_sample");
        double expected = sample.at("/contributions/expected_margin").doubleValue();
        for (int row = 0; row < sample.path("constructed_from").intValue(); row++) {
            double sum = expected;
            for (JsonNode contribution : sample.at("/contributions/rows/" + row)) {
                sum += contribution.doubleValue();
            }
            assertThat(sum).isCloseTo(sample.path("margins").path(row).doubleValue(), within(1e-9));
        }
        assertThat(document(factory, logistic, "eval_report")
                        .at("/metrics/contributions/rows")
                        .asInt())
                .isEqualTo(256);
        Path bundle = Objects.requireNonNull(factory.storeRoot
                .resolve(ref(logistic, "registry_record").ref())
                .getParent());
        assertThat(Files.readString(bundle.resolve("model_card.md")))
                .contains("no trees", "Contributions to the score", "Standard deviation");
        JsonNode features = document(factory, logistic, "model_artifact").path("features");
        ObjectNode row = Json.object();
        double greatest = 0;
        for (int column = 0; column < features.size(); column++) {
            row.set(features.at("/" + column + "/name").asText(), sample.at("/inputs/0/" + column));
            greatest = Math.max(
                    greatest, sample.at("/contributions/rows/0/" + column).doubleValue());
        }
        ProgramResult reasons = IndependentProgram.reasonReader()
                .run(folder.resolve("reasons.log"), List.of(bundle.toString(), row.toString(), "1"));
        assertThat(reasons.output()).startsWith(String.format(Locale.ROOT, "%.4f ", greatest));
    }

    private static RunRecord assertIsBuiltAndReproduced(
            StageFixture factory,
            CommandLineFixture mf,
            String algorithm,
            String hyperParameters,
            String format,
            String fileName)
            throws IOException {
        RunRecord run = run(factory, algorithm, algorithm, hyperParameters, "min_auc_roc: 0.6, min_brier_skill: 0.001");

        assertThat(run.state()).as(algorithm + ": " + run.failureMessage()).isEqualTo(RunState.PUBLISHED);
        assertThat(document(factory, run, "model_artifact").path("format").asText())
                .isEqualTo(format);
        Path record = factory.storeRoot.resolve(ref(run, "registry_record").ref());
        assertThat(record.resolveSibling(fileName)).exists();
        factory.archiveReceipts();
        assertThat(mf.run("reproduce", run.runKey()).out()).contains("is reproduced", fileName);
        return run;
    }

    @Test
    void anAddedAlgorithmRefusesItsOwnHyperParameters() throws IOException {
        try (StageFixture factory = new StageFixture(folder, 1)) {
            RunRecord run = run(
                    factory, "stump", StumpProvider.ALGORITHM_ID, XGBOOST, "min_auc_roc: 0.6, min_brier_skill: 0.001");

            assertThat(run.failureCode()).contains(FailureCode.TRAINING_PROFILE_INVALID);
            assertThat(run.failureMessage())
                    .hasValueSatisfying(
                            message -> assertThat(message).contains("a stump takes candidates", "max_depth"));
        }
    }

    @Test
    void anUnknownAlgorithmIsRefusedWithTheKnownIds() throws IOException {
        try (StageFixture factory = new StageFixture(folder, 1)) {
            RunRecord run = run(factory, "unknown", "oracle", "{}", "min_auc_roc: 0.6, min_brier_skill: 0.001");

            assertThat(run.failureCode()).contains(FailureCode.TRAINING_PROFILE_INVALID);
            assertThat(run.failureMessage())
                    .hasValueSatisfying(message -> assertThat(message)
                            .contains("no algorithm is called oracle; there is decision_stump, ")
                            .contains("xgboost_hist"));
        }
    }

    private static RunRecord run(
            StageFixture factory, String name, String algorithm, String hyperParameters, String thresholds)
            throws IOException {
        String training = write(factory, name + "-training.yaml", """
                policy_id: training
                revision: r1
                feature_definition_set: {feature_set_id: credit_core, feature_set_version: v1}
                expected_manifest_schema_version: learning.dataset_manifest.v0
                split_recipe: mf.split.v1
                split_strategy: hash
                split_fractions: {train: 0.7, validation: 0.1, test: 0.2}
                seed_policy: {recipe: mf.stage_seed.v1, base_seed: 41}
                algorithm_id: %s
                hyper_parameters: %s
                evaluation: {decision_threshold: 0.5}
                """.formatted(algorithm, hyperParameters));
        String governance = write(
                factory,
                name + "-governance.yaml",
                "policy_id: governance\nrevision: r1\neval_thresholds: {" + thresholds + "}\n");
        String runKey = factory.submitTrainBuildWithProfiles("request." + name, training, governance);
        factory.executeUntilFinished(runKey);
        return factory.run(runKey);
    }

    private static String write(StageFixture factory, String name, String yaml) throws IOException {
        Path file = factory.storeRoot.resolve("profiles").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, yaml);
        return "profiles/" + name;
    }

    private static String bundle(Path record, String field) throws IOException {
        return Json.parse(Files.readAllBytes(record)).path(field).asText();
    }

    private static ArtifactRef ref(RunRecord run, String name) {
        return Objects.requireNonNull(run.refs().get(name), name);
    }

    private static JsonNode document(StageFixture factory, RunRecord run, String name) throws IOException {
        return Json.parse(
                Files.readAllBytes(factory.storeRoot.resolve(ref(run, name).ref())));
    }
}
