package io.modelfactory.worker.algorithm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.xgboost.CardRows;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.model.LabelledMatrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each algorithm is tried with: a row of the matrix an algorithm, a column a setting that might depend on where it
 * is trained. All rows have categories, missing values and weights.
 */
final class ExecutorMatrix {
    private static final String TREES = "\"rounds\": 5, \"max_depth\": 4";
    private static final String HEAVIER_FRAUDS = TREES + ", \"scale_pos_weight\": 20";
    private static final String STOPPING_EARLY = TREES + ", \"early_stopping_rounds\": 2, \"learning_rate\": 0.9";
    private static final String MONOTONE = TREES + ", \"monotone_constraints\": {\"amount\": 1, \"hour\": -1}";

    static final Map<String, List<String>> COLUMNS = Map.of(
            "xgboost_hist_pinned",
            List.of(
                    TREES,
                    STOPPING_EARLY,
                    HEAVIER_FRAUDS,
                    MONOTONE,
                    TREES + ", \"subsample\": 0.4, \"colsample_bytree\": 0.7, \"colsample_bynode\": 0.7",
                    TREES + ", \"cut_sample_rows\": 1000, \"max_bin\": 64",
                    TREES + ", \"grow_policy\": \"lossguide\", \"max_leaves\": 20"),
            "xgboost_hist",
            List.of(
                    TREES,
                    STOPPING_EARLY,
                    HEAVIER_FRAUDS,
                    TREES + ", \"subsample\": 0.4, \"colsample_bytree\": 0.7, \"colsample_bynode\": 0.7"),
            "lightgbm",
            List.of(
                    TREES,
                    STOPPING_EARLY,
                    HEAVIER_FRAUDS,
                    MONOTONE,
                    TREES + ", \"bagging_fraction\": 0.4, \"feature_fraction\": 0.7, \"num_leaves\": 20"),
            "logistic_regression",
            List.of("", "\"l2\": 10", "\"max_rows\": 1000"),
            "decision_stump",
            List.of("\"candidates\": 8"));

    private static final int SEED = 7;

    /** The odd numbers leave shards of different sizes. */
    private final LabelledMatrix train = CardRows.of(1_203, -3, 1);

    private final LabelledMatrix validation = CardRows.of(1_201, -2, 2);

    /** SHA-256 of a model. */
    String digest(TrainerProvider algorithm, Trainer trainer, String column) {
        LabelledMatrix rows =
                algorithm.supportsWeights() ? train : new LabelledMatrix(train.features(), train.labels());
        return Sha256.hex(trainer.train(rows, validation, CardRows.FEATURES, parameters(column), SEED)
                .content());
    }

    private static Map<String, JsonNode> parameters(String members) {
        Map<String, JsonNode> parameters = new HashMap<>();
        try {
            Json.parse(("{" + members + "}").getBytes(StandardCharsets.UTF_8))
                    .properties()
                    .forEach(entry -> parameters.put(entry.getKey(), entry.getValue()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parameters;
    }

    /** Trains everything in this process, and prints algorithm, number of the column and digest, a line each. */
    public static void main(String[] arguments) {
        ExecutorMatrix matrix = new ExecutorMatrix();
        TrainerRegistry registry = TrainerRegistry.discover();
        COLUMNS.forEach((algorithm, columns) -> {
            TrainerProvider provider = registry.provider(algorithm);
            for (int number = 0; number < columns.size(); number++) {
                String digest = matrix.digest(provider, provider.trainer(1), columns.get(number));
                System.out.println(algorithm + " " + number + " " + digest);
            }
        });
    }
}
