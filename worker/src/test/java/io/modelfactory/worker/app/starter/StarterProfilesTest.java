package io.modelfactory.worker.app.starter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.algorithm.TrainingExecutor;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Yaml;
import io.modelfactory.worker.gate.Gate;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.resolve.DatasetManifest;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.GovernanceProfile;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StarterProfilesTest {
    private static final JsonSchemas SCHEMAS = new JsonSchemas();

    @ParameterizedTest
    @CsvSource({
        "50, 3, false, false, 0.9",
        "600, 300, false, false, 0.66",
        "4454, 1254, false, true, 0.6",
        "4454, 1254, true, true, 0.6",
        "1000000, 900, true, false, 0.6",
        "100000000, 100000000, false, false, 0.9"
    })
    void everyDatasetGetsFilesThatTheProductTakes(
            long rows, long positives, boolean times, boolean entities, double minimumAuc) throws IOException {
        StarterDataset dataset = dataset(rows, positives, times, entities);
        StarterProfiles profiles = new StarterProfiles(dataset);

        TrainingProfile training = read(ContractDocument.TRAINING_PROFILE, profiles.training(), TrainingProfile.class);
        GovernanceProfile governance =
                read(ContractDocument.GOVERNANCE_PROFILE, profiles.governance(), GovernanceProfile.class);
        String text = new StarterRequest("local", "r1", "release", true)
                .text(dataset, "training_profile.yaml", "governance_profile.yaml", "HUMAN::ada");
        TrainBuildRequest request = TrainBuildRequestReader.read(parse(text));

        TrainerProvider algorithm = TrainerRegistry.discover().provider(training.algorithmId());
        algorithm.requireValid(training.hyperParameters());
        assertThat(algorithm.executors())
                .as("a dataset that grows needs no other algorithm")
                .containsExactlyInAnyOrder(TrainingExecutor.values());
        assertThat(Gate.of(governance)).isNotNull();
        assertThat(training.featureDefinitionSet()).isEqualTo(dataset.manifest().featureDefinitionSet());
        assertThat(training.splitStrategy()).isEqualTo(times ? SplitStrategy.TIME_BASED : SplitStrategy.HASH);
        assertThat(training.requiredPartPositives()).isBetween(1, 10);
        assertThat(training.splitFractions().validation()).isPositive();
        assertThat(governance.evalThresholds())
                .containsOnlyKeys("min_auc_roc", "min_brier_skill", "min_log_loss_skill")
                .containsEntry("min_auc_roc", minimumAuc);
        assertThat(request.datasetManifestRefs()).containsExactly(dataset.manifestRef());
        assertThat(request.publishAllowed()).isTrue();
    }

    @Test
    void theSameDatasetGetsTheSameBytesAndEveryKeyIsExplained() {
        StarterProfiles profiles = new StarterProfiles(dataset(4_454, 1_254, false, true));
        String training = profiles.training();

        assertThat(new StarterProfiles(dataset(4_454, 1_254, false, true)).training())
                .isEqualTo(training);
        assertThat(training).contains("split_unit: entity", "4454 rows, 1254 of them positive (28.15 %)");
        for (String text : List.of(training, profiles.governance())) {
            assertThat(Arrays.stream(text.split("\n\n")).filter(paragraph -> !paragraph.isBlank()))
                    .allSatisfy(paragraph -> assertThat(paragraph).containsPattern("(?m)^ *# [A-Z]"));
        }
    }

    @Test
    void aRequestOutsideLocalPublishesNothing() throws IOException {
        String text = new StarterRequest("dev", "r1", "release", false)
                .text(dataset(100, 50, false, false), "t.yaml", "g.yaml", "HUMAN::ada");

        assertThat(TrainBuildRequestReader.read(parse(text)).publishAllowed()).isFalse();
        assertThat(text).contains("intent_kind: candidate_eval");
    }

    private static <T> T read(ContractDocument kind, String text, Class<T> type) throws IOException {
        JsonNode document = parse(text);
        assertThat(SCHEMAS.violations(kind, document)).as(text).isEmpty();
        return Json.convert(document, type);
    }

    private static JsonNode parse(String text) throws IOException {
        return Yaml.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static StarterDataset dataset(long rows, long positives, boolean times, boolean entities) {
        try {
            ObjectNode manifest = (ObjectNode) parse("""
                    schema_version: learning.dataset_manifest.v0
                    dataset_manifest_id: credit
                    dataset_fingerprint: 0123456789abcdef
                    platform_run_id: local
                    replay_basis:
                      - {topic: file, partition: 0, offset_kind: row_number, start_offset: "0", end_offset: "10"}
                    label_basis:
                      label_asof_utc: 2026-01-01T00:00:00Z
                      resolution_rule: observed_time<=label_asof_utc
                      maturity_days: 7
                    feature_definition_set: {feature_set_id: "file: odd", feature_set_version: v-1}
                    provenance: {ofs_code_release_id: mf, config_revision: added}
                    """);
            ObjectNode materialization = (ObjectNode) parse("""
                    schema_version: learning.dataset_materialization.v0
                    dataset_manifest_id: credit
                    dataset_fingerprint: 0123456789abcdef
                    platform_run_id: local
                    format: csv
                    files: []
                    row_count: 10
                    columns:
                      event_id: id
                      label: y
                      positive_label: bad
                      features: [{name: a, type: numeric}, {name: b, type: categorical}]
                    """);
            ObjectNode columns = (ObjectNode) materialization.path("columns");
            if (times) {
                columns.put("event_time", "at");
            }
            if (entities) {
                columns.put("entity_id", "customer");
            }
            return new StarterDataset(
                    "local/ofs/manifests/credit.json",
                    Json.convert(manifest, DatasetManifest.class),
                    Json.convert(materialization, DatasetMaterialization.class),
                    rows,
                    positives);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
