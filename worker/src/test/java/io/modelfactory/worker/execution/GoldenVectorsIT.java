package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.closure.IndependentProgram;
import io.modelfactory.worker.closure.IndependentProgram.ProgramResult;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A published bundle, and programs that know the contracts' README alone. */
@TestInstance(Lifecycle.PER_CLASS)
class GoldenVectorsIT {
    private static final int REASONS = 3;

    static final List<String> FEATURES = List.of(
            "Seniority",
            "Home",
            "Time",
            "Age",
            "Marital",
            "Records",
            "Job",
            "Expenses",
            "Income",
            "Assets",
            "Debt",
            "Amount",
            "Price");

    private StageFixture factory;
    private RunRecord run;
    private Path bundle;
    private Path folder;

    @BeforeAll
    void publish(@TempDir Path temporary) throws IOException {
        folder = temporary;
        factory = new StageFixture(folder.resolve("platform"), 1);
        run = run("published", FEATURES);
        assertThat(run.state()).as(run.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
        bundle = Objects.requireNonNull(stored("registry_record").getParent());
    }

    /** Under a governance profile that demands a text for every feature. */
    private RunRecord run(String name, List<String> texts) throws IOException {
        StringBuilder training = new StringBuilder(StageFixture.plainCreditProfile()
                        .replace(
                                "hyper_parameters:\n",
                                "hyper_parameters:\n  monotone_constraints: {Income: -1, Debt: 1}\n"))
                .append("calibration: sigmoid\nreason_texts:\n");
        texts.forEach(feature -> training.append("  ")
                .append(feature)
                .append(": Look at ")
                .append(feature)
                .append('\n'));
        write(name + ".training.yaml", training.toString());
        write(name + ".governance.yaml", """
                policy_id: governance
                revision: r1
                eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}
                require_reason_texts: true
                """);
        String runKey = factory.submitTrainBuild(
                "request." + name,
                true,
                request -> request.put("training_config_ref", "profiles/" + name + ".training.yaml")
                        .put("governance_profile_ref", "profiles/" + name + ".governance.yaml"));
        factory.executeAll();
        return factory.run(runKey);
    }

    private void write(String name, String yaml) throws IOException {
        Path file = factory.storeRoot.resolve("profiles").resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, yaml);
    }

    @AfterAll
    void close() {
        factory.close();
    }

    /** Eight mistakes that scorers make; a right scorer meets every margin bit by bit. */
    @Test
    void everyMistakeOfAScorerShowsInTheSample() throws IOException {
        ProgramResult ended =
                IndependentProgram.goldenScorer().run(folder.resolve("golden.log"), List.of(bundle.toString()));

        assertThat(ended.exitCode())
                .as(() -> "see " + folder.resolve("golden.log"))
                .isZero();
        Map<String, Integer> wrongRows = new HashMap<>();
        ended.output()
                .lines()
                .filter(line -> line.matches("[A-Z_]+ \\d+"))
                .forEach(line -> wrongRows.put(line.split(" ", -1)[0], Integer.parseInt(line.split(" ", -1)[1])));
        assertThat(wrongRows).hasSize(9).containsEntry("NONE", 0);
        wrongRows.remove("NONE");
        assertThat(wrongRows).allSatisfy((mistake, rows) -> assertThat(rows).isGreaterThan(5));
    }

    @Test
    void theSampleGoesBothWaysAtNearlyAllSplits() throws IOException {
        JsonNode sample = Json.parse(Files.readAllBytes(bundle.resolve("scoring_sample.json")));

        double splits = sample.at("/coverage/splits").asDouble();
        assertThat(sample.at("/coverage/both_sides").asDouble() / splits).isGreaterThanOrEqualTo(0.99);
        int constructedFrom = sample.path("constructed_from").intValue();
        String constructed = "";
        for (int row = constructedFrom; row < sample.path("inputs").size(); row++) {
            constructed += sample.path("inputs").path(row);
        }
        assertThat(constructed).contains("null", "\"unknown\"", "E38", "-3.40282");
    }

    /** A row of the sample that has as many reasons as are asked for; its contributions are those of the sample. */
    @Test
    void aStrangersProgramTurnsARowIntoItsReasons() throws IOException {
        JsonNode sample = Json.parse(Files.readAllBytes(bundle.resolve("scoring_sample.json")));
        JsonNode descriptor = Json.parse(Files.readAllBytes(bundle.resolve("model_artifact.json")));
        JsonNode contributions = sample.at("/contributions/rows");
        int chosen = IntStream.range(0, contributions.size())
                .filter(row -> reasons(descriptor, contributions.path(row)).size() == REASONS)
                .findFirst()
                .orElseThrow();
        ObjectNode row = Json.object();
        for (int column = 0; column < FEATURES.size(); column++) {
            row.set(
                    descriptor.at("/features/" + column + "/name").asText(),
                    sample.path("inputs").path(chosen).path(column));
        }

        ProgramResult ended = IndependentProgram.reasonReader()
                .run(folder.resolve("reasons.log"), List.of(bundle.toString(), row.toString(), "" + REASONS));

        assertThat(ended.exitCode())
                .as(() -> "see " + folder.resolve("reasons.log"))
                .isZero();
        assertThat(ended.output().lines().toList()).isEqualTo(reasons(descriptor, contributions.path(chosen)));
    }

    private static List<String> reasons(JsonNode descriptor, JsonNode contributions) {
        Map<Double, String> sorted = new TreeMap<>(Comparator.reverseOrder());
        for (int column = 0; column < contributions.size(); column++) {
            double contribution = contributions.path(column).doubleValue();
            String name = descriptor.at("/features/" + column + "/name").asText();
            if (contribution > 0) {
                sorted.put(contribution, String.format(Locale.ROOT, "%.4f %s Look at %s", contribution, name, name));
            }
        }
        return sorted.values().stream().limit(REASONS).toList();
    }

    @Test
    void aFeatureWithoutATextFailsTheGateThatDemandsTexts() throws IOException {
        RunRecord lacking = run("lacking", FEATURES.subList(0, FEATURES.size() - 2));

        assertThat(lacking.failureCode()).contains(FailureCode.GATE_FAIL);
        assertThat(lacking.failureMessage().orElseThrow())
                .contains("features_without_reason_text 2.0 is not <= 0.0")
                .contains(FEATURES.get(FEATURES.size() - 1), FEATURES.get(FEATURES.size() - 2));
    }

    @Test
    void aTextForNoFeatureIsRefused() throws IOException {
        RunRecord wrong = run("wrong", List.of("Nothing"));

        assertThat(wrong.failureCode()).contains(FailureCode.TRAINING_PROFILE_INVALID);
        assertThat(wrong.failureMessage().orElseThrow())
                .contains("reason_texts: the dataset has no feature called Nothing");
    }

    @Test
    void declaredDirectionsAreCertifiedInDescriptorAndCard() throws IOException {
        JsonNode structure = Json.parse(Files.readAllBytes(bundle.resolve("model_artifact.json")))
                .path("structure");

        assertThat(structure.path("monotone"))
                .extracting(proven -> proven.path("feature").asText() + proven.path("direction"))
                .containsExactlyInAnyOrder("Income-1", "Debt1");
        assertThat(structure.path("bytes").longValue()).isEqualTo(Files.size(bundle.resolve("model.ubj")));
        assertThat(structure.path("max_nodes_visited").intValue())
                .isGreaterThan(structure.path("trees").intValue());
        assertThat(Files.readString(bundle.resolve("model_card.md")))
                .contains("Proven over the trees", "the score never rises when Income grows", "Calibration", "sigmoid");
    }

    @Test
    void reportAndCardSayWhatEachFeatureContributes() throws IOException {
        JsonNode contributions = Json.parse(Files.readAllBytes(bundle.resolve("eval_report.json")))
                .at("/metrics/contributions");

        assertThat(contributions.path("rows").intValue()).isEqualTo(256);
        assertThat(contributions.path("mean_absolute")).hasSize(FEATURES.size());
        double greatest = 0;
        for (JsonNode mean : contributions.path("mean_absolute")) {
            greatest = Math.max(greatest, mean.doubleValue());
        }
        assertThat(greatest).isBetween(0.1, 2.0);
        assertThat(Files.readString(bundle.resolve("model_card.md")))
                .contains("Contributions to the score", "Look at " + FEATURES.get(0));
    }

    private Path stored(String name) {
        return factory.storeRoot
                .resolve(Objects.requireNonNull(run.refs().get(name)).ref())
                .toAbsolutePath();
    }
}
