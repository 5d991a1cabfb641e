package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.closure.IndependentProgram;
import io.modelfactory.worker.closure.IndependentProgram.ProgramResult;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs of strangers, who have a bundle's folder and what the contracts' README says of it. */
class ReasonReadersIT {
    private static final int REASONS = 3;

    @TempDir
    private Path folder = Path.of("");

    private StageFixture factory;

    @BeforeEach
    void start() throws IOException {
        factory = new StageFixture(folder.resolve("platform"), 1);
    }

    @AfterEach
    void stop() {
        factory.close();
    }

    /** One with the libraries that train, and one that has none and walks trees by itself. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "xgboost_hist_pinned | {rounds: 40, max_depth: 4, learning_rate: 0.1} | sigmoid",
                "lightgbm | {rounds: 40, num_leaves: 12} | isotonic",
                "logistic_regression | {} | sigmoid"
            })
    void aRowHasTheSameScoreAndReasonsAsInTheFactory(
            String algorithm, String hyperParameters, String calibration, TestReporter report) throws IOException {
        Path bundle = publish(algorithm, hyperParameters, calibration);
        JsonNode descriptor = Json.parse(Files.readAllBytes(bundle.resolve("model_artifact.json")));
        JsonNode sample = Json.parse(Files.readAllBytes(bundle.resolve("scoring_sample.json")));
        List<ObjectNode> rows = rows(descriptor, sample);

        List<JsonNode> read = byPython(bundle, rows);

        assertThat(read)
                .hasSameSizeAs(rows)
                .hasSizeGreaterThan(sample.path("constructed_from").intValue());
        double largest = 0;
        for (int row = 0; row < rows.size(); row++) {
            JsonNode found = read.get(row);
            double margin = sample.at("/margins/" + row).doubleValue();
            assertThat(found.path("margin").doubleValue())
                    .as("margin of row " + row)
                    .isEqualTo(margin);
            double score = sample.at("/scores/" + row).doubleValue();
            assertThat(found.path("score").doubleValue()).isCloseTo(score, within(1e-6 * Math.max(score, 1e-30)));
            JsonNode contributions = sample.at("/contributions/rows/" + row);
            if (contributions.isArray() && Math.abs(margin) < 1e6) {
                assertThat(found.path("sum").doubleValue())
                        .as("expected margin and contributions of row " + row)
                        .isCloseTo(margin, within(1e-5));
                List<Reason> reasons = reasons(descriptor, contributions);
                assertThat(found.path("reasons")).hasSize(Math.min(REASONS, reasons.size()));
                for (int place = 0; place < found.path("reasons").size(); place++) {
                    JsonNode reason = found.at("/reasons/" + place);
                    double off = Math.abs(reason.path("contribution").doubleValue()
                            - reasons.get(place).contribution());
                    largest = Math.max(largest, off);
                    // Taking a feature out of a set again divides by its share, which costs digits where it is small.
                    assertThat(off)
                            .isLessThan(1e-7 * Math.max(1, reasons.get(place).contribution()));
                    assertThat(reason.path("text").asText())
                            .isEqualTo("Look at " + reason.path("feature").asText());
                }
            }
        }
        report.publishEntry(algorithm + ": largest difference of a contribution", String.valueOf(largest));
        assertThat(byJava(bundle, rows.get(0)))
                .isEqualTo(reasons(descriptor, sample.at("/contributions/rows/0")).stream()
                        .limit(REASONS)
                        .map(Reason::line)
                        .toList());
    }

    private record Reason(double contribution, String feature) {
        String line() {
            return String.format(Locale.ROOT, "%.4f %s Look at %s", contribution, feature, feature);
        }
    }

    private static List<Reason> reasons(JsonNode descriptor, JsonNode contributions) {
        List<Reason> reasons = new ArrayList<>();
        for (int column = 0; column < contributions.size(); column++) {
            double contribution = contributions.path(column).doubleValue();
            if (contribution > 0) {
                reasons.add(new Reason(
                        contribution,
                        descriptor.at("/features/" + column + "/name").asText()));
            }
        }
        reasons.sort(Comparator.comparingDouble(Reason::contribution).reversed());
        return reasons;
    }

    /** The sample's rows as they come in, by the names of the features. */
    private static List<ObjectNode> rows(JsonNode descriptor, JsonNode sample) {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode input : sample.has("inputs") ? sample.path("inputs") : sample.path("rows")) {
            ObjectNode row = Json.object();
            for (int column = 0; column < input.size(); column++) {
                row.set(descriptor.at("/features/" + column + "/name").asText(), input.path(column));
            }
            rows.add(row);
        }
        return rows;
    }

    private List<JsonNode> byPython(Path bundle, List<ObjectNode> rows) throws IOException {
        Path file = Files.writeString(
                folder.resolve("rows.jsonl"),
                rows.stream().map(ObjectNode::toString).collect(Collectors.joining("\n")));
        List<JsonNode> read = new ArrayList<>();
        for (String line : output(
                IndependentProgram.pythonReasonReader(),
                List.of(bundle.toString(), file.toString(), String.valueOf(REASONS)))) {
            read.add(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
        }
        return read;
    }

    private List<String> byJava(Path bundle, ObjectNode row) throws IOException {
        return output(
                IndependentProgram.reasonReader(), List.of(bundle.toString(), row.toString(), String.valueOf(REASONS)));
    }

    private List<String> output(IndependentProgram program, List<String> arguments) throws IOException {
        Path log = folder.resolve("stranger.log");
        ProgramResult ended = program.run(log, arguments);
        assertThat(ended.exitCode()).as(Files.readString(log)).isZero();
        return ended.output().lines().toList();
    }

    /** @return the bundle's folder in the registry */
    private Path publish(String algorithm, String hyperParameters, String calibration) throws IOException {
        StringBuilder training = new StringBuilder("""
                policy_id: training
                revision: r1
                feature_definition_set: {feature_set_id: credit_core, feature_set_version: v1}
                expected_manifest_schema_version: learning.dataset_manifest.v0
                split_recipe: mf.split.v1
                split_strategy: hash
                split_fractions: {train: 0.6, validation: 0.2, test: 0.2}
                seed_policy: {recipe: mf.stage_seed.v1, base_seed: 41}
                algorithm_id: %s
                hyper_parameters: %s
                calibration: %s
                evaluation: {decision_threshold: 0.5}
                reason_texts:
                """.formatted(algorithm, hyperParameters, calibration));
        GoldenVectorsIT.FEATURES.forEach(feature -> training.append("  %s: Look at %s%n".formatted(feature, feature)));
        String runKey = factory.submitTrainBuildWithProfiles(
                "request." + algorithm, write("training.yaml", training.toString()), write("governance.yaml", """
                        policy_id: governance
                        revision: r1
                        eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.001}
                        """));
        factory.executeUntilFinished(runKey);
        RunRecord run = factory.run(runKey);
        assertThat(run.state()).as(run.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
        return Objects.requireNonNull(factory.storeRoot
                .resolve(Objects.requireNonNull(run.refs().get("registry_record"))
                        .ref())
                .toAbsolutePath()
                .getParent());
    }

    private String write(String name, String yaml) throws IOException {
        Path file = factory.storeRoot.resolve("profiles").resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, yaml);
        return "profiles/" + name;
    }
}
