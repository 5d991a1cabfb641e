package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.closure.IndependentProgram;
import io.modelfactory.worker.closure.IndependentProgram.ProgramResult;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.resolve.InputFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program that knows the contracts' README alone finds the part of every row of a published bundle. */
class SplitReaderIT {
    private static final int ROWS = 1_200;
    private static final String CSV = InputFixture.RUN + "/ofs/datasets/dm_split/part-00000.csv";
    private static final Instant FIRST = Instant.parse("2025-01-01T00:00:00Z");

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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            split_strategy: hash                       | event_id
            'split_strategy: hash\nsplit_unit: entity' | card
            'split_strategy: time_based\ngap_days: 3'  | happened
            """)
    void thePartsOfAPublishedBundlesRowsCanBeFoundAgain(String split, String decisiveColumn) throws IOException {
        RunRecord run = publish(split);
        Path registryRecord = factory.storeRoot.resolve(
                Objects.requireNonNull(run.refs().get("registry_record")).ref());

        ProgramResult found = IndependentProgram.splitReader()
                .run(
                        folder.resolve("split.log"),
                        List.of(
                                Objects.requireNonNull(registryRecord.getParent())
                                        .toAbsolutePath()
                                        .toString(),
                                factory.storeRoot.resolve(CSV).toAbsolutePath().toString(),
                                "event_id",
                                decisiveColumn));

        assertThat(found.exitCode())
                .as(() -> "the parts have the rows that the descriptor states, see " + folder.resolve("split.log"))
                .isZero();
        Map<String, String> parts = new TreeMap<>();
        found.output()
                .lines()
                .forEach(
                        line -> parts.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)));
        assertThat(parts).hasSize(ROWS);
        assertThat(parts.containsValue("none")).isEqualTo(split.contains("gap_days"));
        assertThat(scoredTestRows(run))
                .isNotEmpty()
                .allSatisfy(id -> assertThat(parts.get(id)).as(id).isEqualTo("test"));
    }

    /** The event ids of the events that the factory scored: the fraction of an amount is the row's number. */
    private List<String> scoredTestRows(RunRecord run) throws IOException {
        ArtifactRef ref = Objects.requireNonNull(run.refs().get("scoring_sample"));
        JsonNode sample = Json.parse(Files.readAllBytes(factory.storeRoot.resolve(ref.ref())));
        List<String> ids = new ArrayList<>();
        for (int row = 0; row < sample.path("constructed_from").asInt(); row++) {
            double amount = sample.path("rows").get(row).get(0).doubleValue();
            ids.add("e-%04d".formatted(Math.round((amount - Math.floor(amount)) * 10_000)));
        }
        return ids;
    }

    private RunRecord publish(String split) throws IOException {
        String training = put("profiles/training.yaml", """
                policy_id: training
                revision: r1
                feature_definition_set: {feature_set_id: card_fraud_core, feature_set_version: v1}
                expected_manifest_schema_version: learning.dataset_manifest.v0
                split_recipe: mf.split.v1
                %s
                minimum_part_positives: 5
                split_fractions: {train: 0.6, validation: 0.15, test: 0.25}
                seed_policy: {recipe: mf.stage_seed.v1, base_seed: 20260210}
                algorithm_id: xgboost_hist
                hyper_parameters: {rounds: 20, max_depth: 2, early_stopping_rounds: 5}
                evaluation: {decision_threshold: 0.5}
                scoring_sample: rows
                """.formatted(split));
        String judging = put("profiles/judging.yaml", """
                policy_id: governance
                revision: r1
                eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}
                """);
        String manifest = dataset();
        String runKey = factory.submitTrainBuild("request.split", true, document -> {
            document.put("training_config_ref", training).put("governance_profile_ref", judging);
            document.putArray("dataset_manifest_refs").add(manifest);
        });
        factory.executeAll();
        RunRecord run = factory.run(runKey);
        assertThat(run.state())
                .as(() -> run.failureMessage().orElse("no failure"))
                .isEqualTo(RunState.PUBLISHED);
        return run;
    }

    private String dataset() throws IOException {
        put(CSV, rows());
        ObjectNode materialization = InputFixture.materializationDocument()
                .put("dataset_manifest_id", "dm_split")
                .put("row_count", ROWS);
        materialization
                .putArray("files")
                .add(Json.objectTree(ArtifactRef.of(CSV, factory.storeRoot.resolve(CSV)))
                        .put("rows", ROWS));
        ObjectNode columns = materialization.withObjectProperty("columns");
        columns.put("event_time", "happened").put("entity_id", "card");
        columns.putArray("features").addObject().put("name", "amount").put("type", "numeric");
        put(InputFixture.RUN + "/ofs/datasets/dm_split/materialization.json", materialization.toString());
        ObjectNode manifest = InputFixture.manifestDocument().put("dataset_manifest_id", "dm_split");
        return put(InputFixture.RUN + "/ofs/manifests/dm_split.json", manifest.toString());
    }

    /** A row every two hours, of 150 cards: 100 days. */
    private static String rows() {
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder csv = new StringBuilder("event_id,label,amount,happened,card\n");
        for (int row = 0; row < ROWS; row++) {
            int amount = random.nextInt(100);
            int label = random.nextDouble() < (amount < 40 ? 0.6 : 0.1) ? 1 : 0;
            csv.append("e-%04d,%d,%d.%04d,%s,card %d\n"
                    .formatted(row, label, amount, row, FIRST.plus(Duration.ofHours(2L * row)), row % 150));
        }
        return csv.toString();
    }

    private String put(String key, String content) throws IOException {
        Path file = factory.storeRoot.resolve(key);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, content);
        return key;
    }
}
