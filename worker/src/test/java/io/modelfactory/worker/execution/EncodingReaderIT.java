package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program that knows the contracts' README alone encodes rows for a published bundle and scores them. */
class EncodingReaderIT {
    private static final String CSV = StageFixture.RUN + "/ofs/datasets/dm_credit/part-00000.csv";

    @TempDir
    private Path folder = Path.of("");

    /** What the profile says of the sample, and whether its rows are rows of the data. */
    @ParameterizedTest
    @CsvSource({
        "'scoring_sample: rows', true",
        "'scoring_sample: synthetic', false",
        "'scoring_sample: rows;calibration: sigmoid', true",
        "'scoring_sample: rows;calibration: isotonic', true"
    })
    void theRowsOfAPublishedSampleAreEncodedAndScoredAlike(String declared, boolean real) throws IOException {
        try (StageFixture factory = new StageFixture(folder.resolve("platform"), 1)) {
            Path profile = factory.storeRoot.resolve("profiles/training.yaml");
            Files.createDirectories(Objects.requireNonNull(profile.getParent()));
            Files.writeString(profile, StageFixture.plainCreditProfile() + declared.replace(';', '\n') + "\n");
            // Calibrated by few rows, not every model is near enough to them for the shipped profile.
            Files.writeString(
                    profile.resolveSibling("easy.yaml"), "policy_id: easy\nrevision: r1\n" + ChampionFixture.EASY);
            String runKey = factory.submitTrainBuildWithProfiles(
                    "request.0001", "profiles/training.yaml", "profiles/easy.yaml");
            factory.executeAll();
            RunRecord run = factory.run(runKey);
            assertThat(run.state()).as(run.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
            Path bundle = Objects.requireNonNull(
                    stored(factory, run, "registry_record").getParent());
            Path data = folder.resolve("rows.csv");
            List<String> rows = Files.readAllLines(factory.storeRoot.resolve(CSV));
            String unknown = rows.get(1).replace("\"rent\"", "\"boat\"");
            assertThat(unknown).isNotEqualTo(rows.get(1));
            Files.writeString(data, String.join("\n", rows) + "\n" + unknown + "\n");

            ProgramResult ended = IndependentProgram.encodingReader()
                    .run(folder.resolve("encoding.log"), List.of(bundle.toString(), data.toString()));

            assertThat(ended.exitCode())
                    .as(() -> "see " + folder.resolve("encoding.log"))
                    .isZero();
            List<JsonNode> encoded =
                    ended.output().lines().map(EncodingReaderIT::parsed).toList();
            assertThat(encoded).hasSize(rows.size());
            JsonNode sample = parsed(Files.readString(stored(factory, run, "scoring_sample")));
            assertThat(sample.path("source").asText()).isEqualTo(real ? "rows" : "synthetic");
            assertThat(sample.path("constructed_from").intValue()).isEqualTo(64);
            assertThat(sample.path("rows")).hasSizeGreaterThan(64).hasSameSizeAs(sample.path("scores"));
            assertThat(sample.path("rows").toString())
                    .as("some values are missing")
                    .contains("null");
            if (real) {
                requireSample(encoded, sample);
            } else {
                requireNoRowOfTheData(encoded, sample);
            }
            requireUnknown(encoded, parsed(Files.readString(bundle.resolve("model_artifact.json"))));
        }
    }

    /** Every row of the sample is one of the rows, encoded and scored as the factory did. */
    private static void requireSample(List<JsonNode> encoded, JsonNode sample) {
        Map<JsonNode, JsonNode> scores = new HashMap<>();
        encoded.forEach(row -> scores.put(row.path("values"), row.path("score")));
        for (int row = 0; row < sample.path("constructed_from").intValue(); row++) {
            JsonNode score =
                    Objects.requireNonNull(scores.get(sample.path("rows").path(row)), "row " + row);
            assertThat(score.doubleValue())
                    .isCloseTo(sample.path("scores").path(row).doubleValue(), within(1e-6));
        }
    }

    private static void requireNoRowOfTheData(List<JsonNode> encoded, JsonNode sample) {
        List<JsonNode> rows = encoded.stream().map(row -> row.path("values")).toList();
        assertThat(sample.path("rows")).isNotEmpty().doesNotContainAnyElementsOf(rows);
        assertThat(Set.copyOf(scores(sample))).as("different scores").hasSizeGreaterThan(10);
    }

    private static List<Double> scores(JsonNode sample) {
        List<Double> scores = new ArrayList<>();
        sample.path("scores").forEach(score -> scores.add(score.doubleValue()));
        return scores;
    }

    /** The last row is the first one, but for a category that no bundle has. */
    private static void requireUnknown(List<JsonNode> encoded, JsonNode descriptor) {
        JsonNode first = encoded.get(0).path("values");
        JsonNode last = encoded.get(encoded.size() - 1).path("values");
        for (int i = 0; i < first.size(); i++) {
            boolean changed = descriptor.at("/features/" + i + "/name").asText().equals("Home");
            assertThat(last.get(i).isNull()).isEqualTo(changed || first.get(i).isNull());
        }
        assertThat(first).isNotEqualTo(last);
    }

    private static Path stored(StageFixture factory, RunRecord run, String name) {
        return factory.storeRoot
                .resolve(Objects.requireNonNull(run.refs().get(name)).ref())
                .toAbsolutePath();
    }

    private static JsonNode parsed(String json) {
        try {
            return Json.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
