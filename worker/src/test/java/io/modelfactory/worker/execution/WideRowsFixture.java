package io.modelfactory.worker.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.resolve.InputFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows of so many features that their matrix is larger than a page of training from disk: every fifth tells the label.
 */
final class WideRowsFixture {
    static final int ROWS = 12_000;
    static final int COLUMNS = 500;

    private final Path store;

    WideRowsFixture(Path store) {
        this.store = store;
    }

    /** Gives the reference of the manifest. */
    String write() throws IOException {
        String key = InputFixture.RUN + "/ofs/datasets/dm_wide/part-00000.parquet";
        Path file = store.resolve(key);
        Files.createDirectories(file.getParent());
        String columns = IntStream.range(0, COLUMNS)
                .mapToObj(column -> "CAST(hash(row * %d + %d) %% 1000 AS FLOAT)%s AS x%d"
                        .formatted(COLUMNS, column, column % 5 == 0 ? " + 200 * label" : "", column))
                .collect(Collectors.joining(", "));
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement()) {
            statement.execute("""
                    COPY (SELECT 'e-' || row AS event_id, label, %s
                        FROM (SELECT row, CAST(hash(row) %% 4 = 0 AS INTEGER) AS label FROM range(%d) AS all_rows(row)))
                    TO '%s' (FORMAT parquet)
                    """.formatted(columns, ROWS, file));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        ObjectNode materialization = InputFixture.materializationDocument()
                .put("dataset_manifest_id", "dm_wide")
                .put("format", "parquet")
                .put("row_count", ROWS);
        materialization
                .putArray("files")
                .add(Json.objectTree(ArtifactRef.of(key, file)).put("rows", ROWS));
        var features = materialization.withObjectProperty("columns").putArray("features");
        IntStream.range(0, COLUMNS)
                .forEach(
                        column -> features.addObject().put("name", "x" + column).put("type", "numeric"));
        put(InputFixture.RUN + "/ofs/datasets/dm_wide/materialization.json", materialization.toString());
        return put(
                InputFixture.RUN + "/ofs/manifests/dm_wide.json",
                InputFixture.manifestDocument()
                        .put("dataset_manifest_id", "dm_wide")
                        .toString());
    }

    String training() throws IOException {
        return put("profiles/wide.yaml", """
                policy_id: training
                revision: r1
                feature_definition_set: {feature_set_id: card_fraud_core, feature_set_version: v1}
                expected_manifest_schema_version: learning.dataset_manifest.v0
                split_recipe: mf.split.v1
                split_strategy: hash
                split_fractions: {train: 0.7, validation: 0.1, test: 0.2}
                seed_policy: {recipe: mf.stage_seed.v1, base_seed: 41}
                algorithm_id: xgboost_hist_pinned
                hyper_parameters: {rounds: 3, max_depth: 3, max_bin: 32, subsample: 0.9}
                evaluation: {decision_threshold: 0.5}
                """);
    }

    String governance() throws IOException {
        return put(
                "profiles/judge.yaml",
                "policy_id: governance\nrevision: r1\neval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.001}\n");
    }

    private String put(String key, String content) throws IOException {
        Path file = store.resolve(key);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return key;
    }
}
