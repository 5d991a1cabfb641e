package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.PositiveWeightBounds;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.TrainedModel;
import io.modelfactory.worker.progress.ProgressListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinnedTrainerTest {
    private static final String PLAIN = "\"rounds\": 12, \"max_depth\": 5";

    @TempDir
    private Path folder = Path.of("");

    private final LabelledMatrix train = CardRows.of(8_000, -3, 1);
    private final LabelledMatrix validation = CardRows.of(4_000, -3, 2);

    /** What makes sums, bins and draws depend on threads and order in other trainers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                PLAIN,
                PLAIN + ", \"early_stopping_rounds\": 2, \"learning_rate\": 0.9",
                PLAIN + ", \"scale_pos_weight\": 20",
                PLAIN + ", \"scale_pos_weight\": 20, \"early_stopping_rounds\": 3, \"learning_rate\": 0.7",
                PLAIN + ", \"monotone_constraints\": {\"amount\": 1, \"hour\": -1}",
                PLAIN + ", \"interaction_constraints\": [[\"amount\", \"hour\"], [\"merchant\", \"channel\"]]",
                PLAIN + ", \"subsample\": 0.4, \"colsample_bytree\": 0.7, \"colsample_bynode\": 0.7",
                PLAIN + ", \"cut_sample_rows\": 1500, \"max_bin\": 64",
                PLAIN + ", \"grow_policy\": \"lossguide\", \"max_leaves\": 20"
            })
    void theModelHasTheSameBytesOnAnyNumberOfThreadsAndInAnyOrder(String parameters) {
        Set<String> digests = new HashSet<>();
        for (int threads : new int[] {1, 4}) {
            digests.add(digest(train(train, threads, parameters)));
            digests.add(digest(train(CardRows.shuffled(train, threads), threads * 2, parameters)));
        }
        digests.add(
                digest(new PinnedTrainer(new MatrixFactory(2, Optional.of(folder), 1 << 14), ProgressListener.none())
                        .train(train, validation, CardRows.FEATURES, parameters(parameters), 7)));

        assertThat(digests).hasSize(1);
    }

    @Test
    void theFewestBinsThatAreAcceptedSplitNumbers() {
        assertThat(train(train, 1, PLAIN + ", \"max_bin\": 3").importanceByFeature())
                .containsKey("amount");
        assertThatThrownBy(() -> new PinnedXgboostProvider().requireValid(parameters("\"rounds\": 2, \"max_bin\": 2")))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        refused -> assertThat(refused.code()).isEqualTo(FailureCode.TRAINING_PROFILE_INVALID))
                .hasMessageContaining("max_bin must be at least 3");
    }

    @Test
    void weightsChangeTheModel() {
        assertThat(digest(train(CardRows.unweighted(train), 1, PLAIN))).isNotEqualTo(digest(train(train, 1, PLAIN)));
    }

    @Test
    void categoriesAreSplitAsSets() throws IOException {
        TrainedModel model = train(train, 1, PLAIN);

        assertThat(model.importanceByFeature()).containsKeys("amount", "merchant");
        assertThat(json(model)).contains("\"split_type\":[1").contains("\"categories\":[");
    }

    /** The merchants' risk has nothing to do with their order. */
    @Test
    void manyCategoriesAreLearntBetterThanAsNumbers() {
        LabelledMatrix test = CardRows.of(20_000, -3, 3);
        String parameters = "\"rounds\": 40, \"max_depth\": 4, \"learning_rate\": 0.2";
        Map<String, JsonNode> given = parameters(parameters);
        TrainedModel ordinal = new XgboostTrainer(2).train(train, validation, CardRows.FEATURES, given, 7);

        double asSets = auc(
                score(train(train, 2, parameters), test.features()),
                test.labels().toArray());
        double asNumbers = auc(score(ordinal, test.features()), test.labels().toArray());

        assertThat(asSets).isGreaterThan(asNumbers + 0.02);
    }

    @Test
    void aCategoryThatTheCutSampleMissesIsLearnt() {
        LabelledMatrix rows = CardRows.of(20_000, -3, 4);
        int merchant = 4;
        int width = CardRows.FEATURES.size();
        for (int row = 0; row < rows.rows(); row++) {
            // The rows of the sample are those with the smallest keys: none of them has the last merchant.
            boolean sampled =
                    Long.compareUnsigned(rows.eventKeys().orElseThrow().get(row), -1L / 10) < 0;
            if (!sampled && row % 5 == 0) {
                rows.features().values()[row * width + merchant] = CardRows.MERCHANTS - 1;
                rows.labels().set(row, 1);
            } else if (rows.features().value(row, merchant) == CardRows.MERCHANTS - 1) {
                rows.features().values()[row * width + merchant] = 0;
            }
        }

        float[] scores = score(train(rows, 2, PLAIN + ", \"cut_sample_rows\": 1000"), rows.features());

        for (int row = 0; row < rows.rows(); row++) {
            if (rows.features().value(row, merchant) == CardRows.MERCHANTS - 1) {
                assertThat(scores[row]).isGreaterThan(0.8f);
            }
        }
    }

    @Test
    void aMonotoneFeatureNeverLowersTheScore() {
        TrainedModel model = train(train, 2, PLAIN + ", \"monotone_constraints\": {\"noise\": 1, \"amount\": -1}");
        int width = CardRows.FEATURES.size();

        assertThat(new PinnedXgboostProvider().structure(model.content())).isPresent();
        for (int column : new int[] {0, 3}) {
            float[] values = new float[200 * width];
            for (int row = 0; row < 200; row++) {
                System.arraycopy(train.features().values(), 0, values, row * width, width);
                values[row * width + column] = (row - 100) * (column == 0 ? 10 : 0.05f);
            }
            float[] scores = score(model, new FeatureMatrix(values, 200, width));
            for (int row = 1; row < 200; row++) {
                assertThat((scores[row] - scores[row - 1]) * (column == 0 ? -1 : 1) >= 0)
                        .isTrue();
            }
        }
    }

    /** The boosting starts from the weighted share of positives, the model that is stored from the plain one. */
    @Test
    void scoresOfAWeightedPositiveClassAreProbabilities() {
        LabelledMatrix rows = CardRows.unweighted(CardRows.of(20_000, -3, 1));
        LabelledMatrix test = CardRows.of(20_000, -3, 5);
        double prevalence = (double) test.positives() / test.rows();

        float[] scores = score(
                train(rows, 2, "\"rounds\": 40, \"max_depth\": 3, \"learning_rate\": 0.2, \"scale_pos_weight\": 30"),
                test.features());

        double sum = 0;
        for (float score : scores) {
            sum += score;
        }
        assertThat(sum / scores.length).isCloseTo(prevalence, within(prevalence * 0.15));
    }

    @Test
    void earlyStoppingCutsTheModelAtItsBestRound() {
        String fast = "\"rounds\": %d, \"max_depth\": 4, \"learning_rate\": 0.2";

        TrainedModel stopped = train(train, 2, fast.formatted(300) + ", \"early_stopping_rounds\": 5");

        assertThat(stopped.iterations()).isBetween(2, 290);
        assertThat(digest(stopped)).isEqualTo(digest(train(train, 2, fast.formatted(stopped.iterations()))));
    }

    @Test
    void anotherSeedDrawsOtherRows() {
        String sampled = PLAIN + ", \"subsample\": 0.5";

        assertThat(digest(trainer(1).train(train, validation, CardRows.FEATURES, parameters(sampled), 8)))
                .isNotEqualTo(digest(train(train, 1, sampled)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sampling_method", "num_parallel_tree", "dart", "booster", "max_cat", "nthread"})
    void whatIsNotSupportedIsRefusedByName(String name) {
        assertInvalid(
                () -> new PinnedXgboostProvider().requireValid(parameters(PLAIN + ", \"" + name + "\": 1")), name);
    }

    @Test
    void unknownFeaturesAndOrdersOfCategoriesAreRefusedTogether() {
        assertInvalid(
                () -> train(
                        train,
                        1,
                        PLAIN + ", \"monotone_constraints\": {\"merchant\": 1, \"age\": 1},"
                                + " \"interaction_constraints\": [[\"income\"]]"),
                "no feature age",
                "categories of merchant have no order",
                "no feature income");
        assertInvalid(
                () -> new PinnedXgboostProvider()
                        .requireValid(parameters("\"monotone_constraints\": {\"amount\": 2},"
                                + " \"interaction_constraints\": [], \"grow_policy\": \"wild\", \"eta\": 1")),
                "monotone_constraints.amount must be -1, 0 or 1",
                "interaction_constraints must be",
                "grow_policy must be",
                "eta is called learning_rate here",
                "rounds is required");
    }

    @Test
    void aWeightOfThePositivesThatOutweighsTheRestIsRefused() {
        assertInvalid(
                () -> train(train, 1, PLAIN + ", \"scale_pos_weight\": 5000"),
                "hyper_parameters.scale_pos_weight",
                "10 times the negatives by the positives");
    }

    @Test
    void fewValidationPositivesDecideNothingUnderAWeight() {
        LabelledMatrix few = CardRows.of(400, -3, 6);
        assertThat(few.positives()).isBetween(10, PositiveWeightBounds.MIN_VALIDATION_POSITIVES - 1);
        Map<String, JsonNode> given = parameters(PLAIN + ", \"scale_pos_weight\": 5, \"early_stopping_rounds\": 5");

        assertInvalid(
                () -> trainer(1).train(train, few, CardRows.FEATURES, given, 7),
                "hyper_parameters.early_stopping_rounds",
                "needs 100 positives",
                String.valueOf(few.positives()));
    }

    /** A column may be missing altogether, have one value, or a mapping without a category. */
    @Test
    void columnsWithoutAnyInformationAreNoHindrance() {
        int rows = 2_000;
        float[] values = new float[rows * 4];
        float[] labels = new float[rows];
        for (int row = 0; row < rows; row++) {
            values[row * 4] = Float.NaN;
            values[row * 4 + 1] = 3;
            values[row * 4 + 2] = Float.NaN;
            values[row * 4 + 3] = row % 10;
            labels[row] = row % 10 < 3 ? 1 : 0;
        }
        List<EncodedFeature> features = List.of(
                new EncodedFeature("empty", FeatureType.NUMERIC, List.of()),
                new EncodedFeature("constant", FeatureType.NUMERIC, List.of()),
                new EncodedFeature("none", FeatureType.CATEGORICAL, List.of()),
                new EncodedFeature("digit", FeatureType.NUMERIC, List.of()));
        LabelledMatrix matrix = new LabelledMatrix(new FeatureMatrix(values, rows, 4), labels);

        TrainedModel model = trainer(2).train(matrix, matrix, features, parameters(PLAIN), 7);

        assertThat(model.importanceByFeature()).containsOnlyKeys("digit");
    }

    private static PinnedTrainer trainer(int threads) {
        return new PinnedTrainer(MatrixFactory.inMemory(threads), ProgressListener.none());
    }

    private TrainedModel train(LabelledMatrix rows, int threads, String parameters) {
        return trainer(threads).train(rows, validation, CardRows.FEATURES, parameters(parameters), 7);
    }

    static Map<String, JsonNode> parameters(String members) {
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

    private static String digest(TrainedModel model) {
        return Sha256.hex(model.content());
    }

    private static String json(TrainedModel model) {
        try (NativeBooster booster = NativeBooster.load(model.content())) {
            return new String(booster.save(NativeBooster.JSON), StandardCharsets.UTF_8);
        } catch (XGBoostError e) {
            throw new IllegalStateException(e);
        }
    }

    private static float[] score(TrainedModel model, FeatureMatrix rows) {
        try (XgboostScorer scorer = XgboostScorer.load(model.content())) {
            return scorer.score(rows);
        }
    }

    /** Share of pairs in the right order; E. R. DeLong et al., Biometrics 44, 1988. */
    static double auc(float[] scores, float[] labels) {
        Integer[] order = new Integer[scores.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
        double below = 0;
        double pairs = 0;
        double positives = 0;
        for (int i = 0; i < order.length; ) {
            int end = i;
            double tied = 0;
            double tiedPositives = 0;
            while (end < order.length && scores[order[end]] == scores[order[i]]) {
                tied += labels[order[end]] > 0 ? 0 : 1;
                tiedPositives += labels[order[end]] > 0 ? 1 : 0;
                end++;
            }
            pairs += tiedPositives * (below + tied / 2);
            positives += tiedPositives;
            below += tied;
            i = end;
        }
        return pairs / (positives * below);
    }

    private static void assertInvalid(Runnable call, String... named) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(FailureException.class, failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.TRAINING_PROFILE_INVALID);
            assertThat(failure.getMessage()).contains(named);
        });
    }
}
