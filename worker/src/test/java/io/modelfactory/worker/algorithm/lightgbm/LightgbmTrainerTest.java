package io.modelfactory.worker.algorithm.lightgbm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.modelfactory.worker.algorithm.CardPayments;
import io.modelfactory.worker.algorithm.HyperParameterTable;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.TrainedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LightgbmTrainerTest {
    private static final LightgbmProvider PROVIDER = new LightgbmProvider();
    private static final Map<String, JsonNode> PARAMETERS = Map.of(
            "rounds", IntNode.valueOf(30),
            "learning_rate", DoubleNode.valueOf(0.2),
            "bagging_fraction", DoubleNode.valueOf(0.7),
            "feature_fraction", DoubleNode.valueOf(0.8));

    private final LabelledMatrix train = CardPayments.of(6_000, 1, -2);
    private final LabelledMatrix validation = CardPayments.of(1_500, 2, -2);

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void theModelHasTheSameBytesOnAnyNumberOfThreads(int threads) {
        Map<String, JsonNode> early = with("rounds", IntNode.valueOf(40));
        early.put("early_stopping_rounds", IntNode.valueOf(5));

        assertThat(train(train, threads, PARAMETERS).content())
                .isEqualTo(train(train, 1, PARAMETERS).content());
        assertThat(train(weighted(), threads, early).content())
                .isEqualTo(train(weighted(), 1, early).content());
    }

    /** Tiny gradients and leaves of any weight: here rounded sums differ first. */
    @Test
    void classesThatAreApartGiveTheSameBytesOnAnyNumberOfThreads() {
        LabelledMatrix rows = CardPayments.of(12_000, 3, -2);
        float[] labels = new float[rows.rows()];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = rows.features().value(row, 0) + 20 * rows.features().value(row, 1) > 900 ? 1 : 0;
        }
        LabelledMatrix apart = new LabelledMatrix(rows.features(), labels);
        Map<String, JsonNode> parameters = Map.of(
                "rounds", IntNode.valueOf(25),
                "learning_rate", DoubleNode.valueOf(0.5),
                "min_data_in_leaf", IntNode.valueOf(1),
                "min_sum_hessian_in_leaf", IntNode.valueOf(0));

        byte[] one = train(apart, 1, parameters).content();

        assertThat(train(apart, 2, parameters).content()).isEqualTo(one);
        assertThat(train(apart, 4, parameters).content()).isEqualTo(one);
    }

    @Test
    void nothingOfTheWiringIsInTheModel() {
        String text = new String(train(train, 3, PARAMETERS).content(), StandardCharsets.UTF_8);

        assertThat(text)
                .contains("\nobjective=binary sigmoid:1\n", "\nend of trees\n")
                .doesNotContain("num_threads", "parameters:", "machine");
    }

    /** What a stranger's LightGBM makes of the rows as they are encoded, missing categories and all. */
    @Test
    void theScoresAreTheLibrarysOwnProbabilities() {
        TrainedModel model = train(train, 2, PARAMETERS);
        float[] scores = score(model, validation.features());

        double sum = 0;
        double above = 0;
        for (int row = 0; row < scores.length; row++) {
            sum += scores[row];
            above += validation.labels().get(row);
        }
        assertThat(sum / above).as("expected frauds of those there are").isBetween(0.85, 1.15);
        assertThat(meanScore(scores, 1)).isGreaterThan(meanScore(scores, 0) + 0.1);
        assertThat(model.iterations()).isEqualTo(30);
        assertThat(model.importanceByFeature()).containsOnlyKeys("amount", "hour", "channel");
    }

    /** What training saw of a row, and what scoring makes of it, must be one thing: also of missing categories. */
    @Test
    void trainingAndScoringSeeTheSameMargins() {
        Map<String, JsonNode> oneTree = Map.of(
                "rounds",
                IntNode.valueOf(1),
                "min_data_per_group",
                IntNode.valueOf(1),
                "learning_rate",
                IntNode.valueOf(1));
        int rows = 4_000;
        List<EncodedFeature> features = List.of(new EncodedFeature(
                "merchant",
                FeatureType.CATEGORICAL,
                IntStream.range(0, 40).mapToObj("m%02d"::formatted).toList()));
        SplittableRandom random = new SplittableRandom(5);
        float[] values = new float[rows];
        float[] labels = new float[rows];
        for (int row = 0; row < rows; row++) {
            int merchant = random.nextInt(44);
            values[row] = merchant >= 40 ? Float.NaN : merchant;
            labels[row] = random.nextDouble() < (merchant >= 40 ? 0.9 : merchant % 4 == 0 ? 0.5 : 0.05) ? 1 : 0;
        }
        LabelledMatrix merchants = new LabelledMatrix(new FeatureMatrix(values, rows, 1), labels);

        TrainedModel model = PROVIDER.trainer(2).train(merchants, CardPayments.none(), features, oneTree, 1);

        float[] scores = score(model, new FeatureMatrix(new float[] {Float.NaN, 40, 99, 0, 1, 2}, 6, 1));
        assertThat(scores[0]).as("missing").isGreaterThan(scores[4] + 0.2f);
        assertThat(scores[1]).as("not in the mapping").isEqualTo(scores[0]);
        assertThat(scores[2]).as("not in the mapping").isEqualTo(scores[0]);
        assertThat(scores[3]).as("one in four").isGreaterThan(scores[4] + 0.2f);
        assertThat(scores[5]).isLessThan(0.2f);
    }

    @Test
    void aRowOfWeightTwoTrainsAsTwoRowsDo() {
        // The library guesses how many rows are in a leaf from their weight: here no rule depends on that.
        Map<String, JsonNode> plain = Map.of(
                "rounds", IntNode.valueOf(20),
                "num_leaves", IntNode.valueOf(8),
                "min_data_in_leaf", IntNode.valueOf(0),
                "min_data_per_group", IntNode.valueOf(1));
        LabelledMatrix coarse = coarse(train);
        float[] weights = new float[coarse.rows()];
        for (int row = 0; row < weights.length; row++) {
            weights[row] = 1 + row % 2;
        }

        float[] weighted = score(train(coarse.weighted(FloatColumn.of(weights)), 2, plain), validation.features());
        float[] repeated = score(train(repeated(coarse, weights), 2, plain), validation.features());
        float[] unweighted = score(train(coarse, 2, plain), validation.features());

        double largest = 0;
        double moved = 0;
        for (int row = 0; row < weighted.length; row++) {
            largest = Math.max(largest, Math.abs(weighted[row] - repeated[row]));
            moved = Math.max(moved, Math.abs(weighted[row] - unweighted[row]));
        }
        assertThat(largest).isLessThan(1e-6);
        assertThat(moved).isGreaterThan(0.01);
    }

    @Test
    void earlyStoppingKeepsTheBestRound() {
        Map<String, JsonNode> early = with("rounds", IntNode.valueOf(400));
        early.put("early_stopping_rounds", IntNode.valueOf(5));

        TrainedModel stopped = train(train, 2, early);

        assertThat(stopped.iterations()).isBetween(2, 399);
        assertThat(stopped.content())
                .isEqualTo(train(train, 1, with("rounds", IntNode.valueOf(stopped.iterations())))
                        .content());
    }

    @Test
    void rowsThatNoSplitDividesGiveTheirPrevalence() {
        LabelledMatrix few = CardPayments.of(30, 6, 0);

        TrainedModel model = train(few, 1, Map.of("rounds", IntNode.valueOf(5)));

        float[] scores = score(model, few.features());
        assertThat(scores).containsOnly((float) few.positives() / few.rows());
    }

    @Test
    void anotherSeedGivesAnotherModel() {
        byte[] one = train(train, 1, PARAMETERS).content();

        assertThat(PROVIDER.trainer(1)
                        .train(train, validation, CardPayments.FEATURES, PARAMETERS, 8)
                        .content())
                .isNotEqualTo(one);
    }

    @Test
    void hyperParametersAreRefusedByName() {
        assertThatThrownBy(() ->
                        PROVIDER.requireValid(Map.of("eta", IntNode.valueOf(1), "num_threads", IntNode.valueOf(4))))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("eta is called learning_rate here")
                .hasMessageContaining("num_threads is not known")
                .hasMessageContaining("rounds is required");
    }

    @Test
    void thePageOnTrainingProfilesListsThem() throws IOException {
        assertThat(HyperParameterTable.onThePage("lightgbm")).isEqualTo(HyperParameterTable.of(LightgbmParameters.ALL));
    }

    /** Measured at 400,000 rows of 30 features: 142 MB beside a matrix of 48 MB. */
    @Test
    void theEstimateCoversWhatWasMeasured() {
        assertThat(PROVIDER.estimateMemory(400_000, 30).nativeBytes()).isBetween(142L << 20, 200L << 20);
    }

    @Test
    void theVersionIsTheOneThatIsBuiltIn() throws IOException {
        assertThat(Files.readString(Path.of("..", "pom.xml")))
                .contains("<lightgbm.version>" + PROVIDER.libraryVersion() + "</lightgbm.version>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tree\n", "tree\nversion=v3\nend of trees\n", "\u0000"})
    void bytesThatAreNoModelAreRefused(String content) {
        assertThatThrownBy(() -> PROVIDER.load(content.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(FailureException.class)
                .satisfies(refused ->
                        assertThat(((FailureException) refused).code()).isEqualTo(FailureCode.TRAINING_FAILED));
    }

    private LabelledMatrix weighted() {
        float[] weights = new float[train.rows()];
        SplittableRandom random = new SplittableRandom(9);
        for (int row = 0; row < weights.length; row++) {
            weights[row] = (float) Math.exp(random.nextDouble(-4, 4));
        }
        return train.weighted(FloatColumn.of(weights));
    }

    /** Few values a column, so that each has a bin of its own, however often it occurs. */
    private static LabelledMatrix coarse(LabelledMatrix fine) {
        float[] values = fine.features().values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.floor(values[i] / 10) * 10;
        }
        for (int row = 0; row < fine.rows(); row++) {
            values[row * CardPayments.WIDTH + 3] = fine.features().value(row, 3);
        }
        return new LabelledMatrix(new FeatureMatrix(values, fine.rows(), CardPayments.WIDTH), fine.labels());
    }

    private static LabelledMatrix repeated(LabelledMatrix rows, float[] times) {
        int[] taken = IntStream.range(0, rows.rows())
                .flatMap(row -> IntStream.generate(() -> row).limit((long) times[row]))
                .toArray();
        float[] values = new float[taken.length * CardPayments.WIDTH];
        float[] labels = new float[taken.length];
        for (int i = 0; i < taken.length; i++) {
            System.arraycopy(
                    rows.features().values(),
                    taken[i] * CardPayments.WIDTH,
                    values,
                    i * CardPayments.WIDTH,
                    CardPayments.WIDTH);
            labels[i] = rows.labels().get(taken[i]);
        }
        return new LabelledMatrix(new FeatureMatrix(values, taken.length, CardPayments.WIDTH), labels);
    }

    private static Map<String, JsonNode> with(String name, JsonNode value) {
        Map<String, JsonNode> parameters = new HashMap<>(PARAMETERS);
        parameters.put(name, value);
        return parameters;
    }

    private double meanScore(float[] scores, int label) {
        return IntStream.range(0, scores.length)
                .filter(row -> validation.labels().get(row) == label)
                .mapToDouble(row -> scores[row])
                .average()
                .orElseThrow();
    }

    private TrainedModel train(LabelledMatrix rows, int threads, Map<String, JsonNode> parameters) {
        return PROVIDER.trainer(threads).train(rows, validation, CardPayments.FEATURES, parameters, 7);
    }

    private static float[] score(TrainedModel model, FeatureMatrix rows) {
        try (ModelScorer scorer = PROVIDER.load(model.content())) {
            float[] scores = scorer.score(rows);
            assertThat(Arrays.copyOf(scores, scores.length)).isEqualTo(scorer.score(rows));
            return scores;
        }
    }
}
