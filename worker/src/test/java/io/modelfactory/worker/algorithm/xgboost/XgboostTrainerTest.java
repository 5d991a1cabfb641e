package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.TrainedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XgboostTrainerTest {
    private static final Map<String, JsonNode> PARAMETERS = Map.of(
            "rounds", IntNode.valueOf(30),
            "max_depth", IntNode.valueOf(4),
            "learning_rate", DoubleNode.valueOf(0.3),
            "subsample", DoubleNode.valueOf(0.7),
            "colsample_bytree", DoubleNode.valueOf(0.7));

    @TempDir
    private Path folder = Path.of("");

    private final LabelledMatrix train = SyntheticRows.of(5_000, 1);
    private final LabelledMatrix validation = SyntheticRows.of(1_000, 2);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theModelHasTheSameBytesOnAnyNumberOfThreads(int threads) {
        assertThat(train(threads, PARAMETERS, 7).content())
                .isEqualTo(train(3, PARAMETERS, 7).content());
    }

    /** Here the library's own loss gives one model on one thread and another on two: tiny gradients, rounded sums. */
    @Test
    void wellSeparatedClassesGiveTheSameBytesOnAnyNumberOfThreads() {
        LabelledMatrix separated = SyntheticRows.wellSeparated(20_000, 1);
        Map<String, JsonNode> parameters = with("rounds", IntNode.valueOf(100));
        parameters.put("learning_rate", DoubleNode.valueOf(0.5));
        parameters.put("max_depth", IntNode.valueOf(6));
        parameters.put("min_child_weight", IntNode.valueOf(0));
        parameters.put("reg_lambda", DoubleNode.valueOf(0.01));
        parameters.put("subsample", IntNode.valueOf(1));
        parameters.put("colsample_bytree", IntNode.valueOf(1));

        assertThat(trainOn(separated, 2, parameters)).isEqualTo(trainOn(separated, 1, parameters));
    }

    @Test
    void anotherSeedGivesAnotherModel() {
        assertThat(train(1, PARAMETERS, 7).content())
                .isNotEqualTo(train(1, PARAMETERS, 8).content());
    }

    @Test
    void theModelLearnsWhatIsInTheRows() {
        TrainedModel model = train(2, PARAMETERS, 7);

        LabelledMatrix test = SyntheticRows.of(2_000, 3);
        float[] scores = score(model, test.features());
        assertThat(meanScore(scores, test.labels().toArray(), 1))
                .isGreaterThan(meanScore(scores, test.labels().toArray(), 0) + 0.2);
        assertThat(model.importanceByFeature()).containsOnlyKeys("amount", "hour", "channel");
        assertThat(model.iterations()).isEqualTo(30);
    }

    @Test
    void aModelThatWasLoadedBackScoresTheSame() {
        TrainedModel model = train(2, PARAMETERS, 7);
        FeatureMatrix rows = SyntheticRows.of(100, 4).features();

        assertThat(score(model, rows)).containsExactly(score(model, rows));
    }

    @Test
    void earlyStoppingCutsTheModelAtItsBestRound() {
        Map<String, JsonNode> patient = with("rounds", IntNode.valueOf(400));
        patient.put("early_stopping_rounds", IntNode.valueOf(5));

        TrainedModel stopped = train(2, patient, 7);

        assertThat(stopped.iterations()).isBetween(2, 399);
        assertThat(stopped.content())
                .isEqualTo(train(2, with("rounds", IntNode.valueOf(stopped.iterations())), 7)
                        .content());
    }

    @Test
    void earlyStoppingThatNeverEndsKeepsTheBestRoundToo() {
        Map<String, JsonNode> patient = with("early_stopping_rounds", IntNode.valueOf(1_000));

        TrainedModel model = train(2, patient, 7);

        assertThat(model.iterations()).isBetween(1, 30);
        assertThat(model.content())
                .isEqualTo(train(1, with("rounds", IntNode.valueOf(model.iterations())), 7)
                        .content());
    }

    @Test
    void theGainOfAFeatureIsTheLibrarysOwn() throws Exception {
        TrainedModel model = train(1, PARAMETERS, 7);

        Path file = Files.write(folder.resolve("model.ubj"), model.content());
        Map<String, Double> gains = LibraryGains.read(file, List.of("amount", "hour", "channel"));

        assertThat(model.importanceByFeature().keySet()).isEqualTo(gains.keySet());
        model.importanceByFeature()
                .forEach((feature, gain) -> assertThat(gain).isCloseTo(gains.get(feature), withinPercentage(1e-3)));
    }

    @Test
    void featuresMayHaveAnyName() {
        List<EncodedFeature> features = Stream.of("amount [<30]", "stunde \ud83d\ude00", "f0 f2\n\"")
                .map(name -> new EncodedFeature(name, FeatureType.NUMERIC, List.of()))
                .toList();

        TrainedModel model = new XgboostTrainer(1).train(train, validation, features, PARAMETERS, 7);

        assertThat(model.importanceByFeature())
                .containsOnlyKeys(features.stream().map(EncodedFeature::name).toList());
        assertThat(model.content()).isEqualTo(train(1, PARAMETERS, 7).content());
    }

    @Test
    void earlyStoppingNeedsAValidationPart() {
        Map<String, JsonNode> early = with("early_stopping_rounds", IntNode.valueOf(5));

        assertInvalid(
                () -> new XgboostTrainer(1).train(train, SyntheticRows.none(), SyntheticRows.FEATURES, early, 7),
                "validation");
    }

    @Test
    void unknownAndUnboundedHyperParametersAreRefusedTogether() {
        Map<String, JsonNode> wrong = with("max_depth", IntNode.valueOf(99));
        wrong.put("nthread", IntNode.valueOf(64));
        wrong.put("learning_rate", TextNode.valueOf("fast"));

        assertInvalid(() -> new XgboostProvider().requireValid(wrong), "max_depth", "nthread", "learning_rate");
    }

    @Test
    void aParameterUnderAnotherLibrarysNameIsRefusedWithItsName() {
        Map<String, JsonNode> wrong = with("eta", DoubleNode.valueOf(0.1));
        wrong.put("lambda", IntNode.valueOf(1));
        wrong.put("num_leaves", IntNode.valueOf(31));

        assertInvalid(
                () -> new XgboostProvider().requireValid(wrong),
                "eta is called learning_rate here",
                "lambda is called reg_lambda here",
                "num_leaves is called max_leaves here");
    }

    @Test
    void roundsAreRequired() {
        assertInvalid(() -> new XgboostProvider().requireValid(Map.of()), "rounds");
    }

    @Test
    void anUnknownAlgorithmIsAnInvalidProfile() {
        assertInvalid(() -> TrainerRegistry.discover().provider("crystal_ball"), "crystal_ball", "xgboost_hist");
    }

    @Test
    void bytesThatAreNoModelAreRefusedWithoutHostDetails() {
        assertThatThrownBy(() -> XgboostScorer.load(new byte[] {1, 2, 3}))
                .isInstanceOfSatisfying(FailureException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(FailureCode.TRAINING_FAILED);
                    assertThat(failure.getMessage())
                            .startsWith("the stored model cannot be loaded: Invalid model format")
                            .doesNotContain("\n");
                });
    }

    @Test
    void rowsOfAnotherWidthAreNotScored() {
        try (XgboostScorer scorer = XgboostScorer.load(train(1, PARAMETERS, 7).content())) {
            FeatureMatrix wider = new FeatureMatrix(new float[4], 1, 4);

            assertThatThrownBy(() -> scorer.score(wider))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("4")
                    .hasMessageContaining("3");
        }
    }

    private TrainedModel train(int threads, Map<String, JsonNode> parameters, int seed) {
        return new XgboostTrainer(threads).train(train, validation, SyntheticRows.FEATURES, parameters, seed);
    }

    private static byte[] trainOn(LabelledMatrix rows, int threads, Map<String, JsonNode> parameters) {
        return new XgboostTrainer(threads)
                .train(rows, SyntheticRows.none(), SyntheticRows.FEATURES, parameters, 7)
                .content();
    }

    private static float[] score(TrainedModel model, FeatureMatrix rows) {
        try (XgboostScorer scorer = XgboostScorer.load(model.content())) {
            return scorer.score(rows);
        }
    }

    private static double meanScore(float[] scores, float[] labels, float label) {
        double sum = 0;
        int count = 0;
        for (int row = 0; row < scores.length; row++) {
            if (labels[row] == label) {
                sum += scores[row];
                count++;
            }
        }
        return sum / count;
    }

    private static Map<String, JsonNode> with(String name, JsonNode value) {
        Map<String, JsonNode> parameters = new HashMap<>(PARAMETERS);
        parameters.put(name, value);
        return parameters;
    }

    private static void assertInvalid(Runnable call, String... named) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(FailureException.class, failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.TRAINING_PROFILE_INVALID);
            assertThat(failure.getMessage()).contains(named);
        });
    }
}
