package io.modelfactory.worker.algorithm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.xgboost.CardRows;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.LabelledMatrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What each algorithm is tried with: a row of the matrix an algorithm, a column what might depend on where it is
 * trained, of its rows or its settings.
 */
final class ExecutorMatrix {
    private static final String TREES = "\"rounds\": 5, \"max_depth\": 4";
    private static final String HEAVIER_FRAUDS = TREES + ", \"scale_pos_weight\": 20";
    private static final String STOPPING_EARLY = TREES + ", \"early_stopping_rounds\": 2, \"learning_rate\": 0.9";
    private static final String MONOTONE = TREES + ", \"monotone_constraints\": {\"amount\": 1, \"hour\": -1}";

    static final Map<String, List<Column>> COLUMNS = Map.of(
            "xgboost_hist_pinned",
            columns(
                    TREES,
                    Rows.all(),
                    STOPPING_EARLY,
                    HEAVIER_FRAUDS,
                    MONOTONE,
                    TREES + ", \"subsample\": 0.4, \"colsample_bytree\": 0.7, \"colsample_bynode\": 0.7",
                    TREES + ", \"cut_sample_rows\": 1000, \"max_bin\": 64",
                    TREES + ", \"grow_policy\": \"lossguide\", \"max_leaves\": 20"),
            "xgboost_hist",
            columns(
                    TREES,
                    // Categories are numbers to it.
                    List.of(Rows.NUMBERS, Rows.MISSING_VALUES, Rows.WEIGHTS),
                    STOPPING_EARLY,
                    HEAVIER_FRAUDS,
                    TREES + ", \"subsample\": 0.4, \"colsample_bytree\": 0.7, \"colsample_bynode\": 0.7"),
            "lightgbm",
            columns(
                    TREES,
                    Rows.all(),
                    STOPPING_EARLY,
                    HEAVIER_FRAUDS,
                    MONOTONE,
                    TREES + ", \"bagging_fraction\": 0.4, \"feature_fraction\": 0.7, \"num_leaves\": 20"),
            "logistic_regression",
            columns("", Rows.all(), "\"l2\": 10", "\"max_rows\": 1000"),
            "decision_stump",
            columns("\"candidates\": 8", List.of()));

    private static final int SEED = 7;

    /** What rows have beside numbers that are all there and weigh the same. */
    enum Rows {
        NUMBERS,
        CATEGORIES,
        MISSING_VALUES,
        WEIGHTS,
        EVERYTHING;

        private static List<Rows> all() {
            return List.of(NUMBERS, CATEGORIES, MISSING_VALUES, WEIGHTS);
        }

        private boolean have(Rows part) {
            return this == part || this == EVERYTHING;
        }

        private List<EncodedFeature> features() {
            return have(CATEGORIES) ? CardRows.FEATURES : CardRows.FEATURES_AS_NUMBERS;
        }

        private LabelledMatrix of(LabelledMatrix rows) {
            LabelledMatrix known = have(MISSING_VALUES) ? rows : CardRows.known(rows);
            return have(WEIGHTS) ? known : CardRows.unweighted(known);
        }
    }

    /** What a model is trained from and with. */
    record Column(Rows rows, String parameters) {}

    /** Each kind of rows under the first parameters, and everything under all. */
    private static List<Column> columns(String first, List<Rows> kinds, String... others) {
        return Stream.of(
                        kinds.stream().map(kind -> new Column(kind, first)),
                        Stream.of(new Column(Rows.EVERYTHING, first)),
                        Stream.of(others).map(parameters -> new Column(Rows.EVERYTHING, parameters)))
                .flatMap(columns -> columns)
                .toList();
    }

    /** The odd numbers leave shards of different sizes. */
    private final LabelledMatrix train = CardRows.of(1_203, -3, 1);

    private final LabelledMatrix validation = CardRows.of(1_201, -2, 2);

    /** SHA-256 of a model. */
    String digest(TrainerProvider algorithm, Trainer trainer, Column column) {
        LabelledMatrix rows = column.rows().of(train);
        return Sha256.hex(trainer.train(
                        algorithm.supportsWeights() ? rows : new LabelledMatrix(rows.features(), rows.labels()),
                        column.rows().of(validation),
                        column.rows().features(),
                        parameters(column.parameters()),
                        SEED)
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
