package io.modelfactory.worker.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.modelfactory.worker.dataset.FeatureMatrix;
import io.modelfactory.worker.dataset.LabelledMatrix;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XgboostTrainerTest {
    private static final Map<String, JsonNode> PARAMETERS = Map.of(
            "rounds", IntNode.valueOf(30),
            "max_depth", IntNode.valueOf(4),
            "learning_rate", DoubleNode.valueOf(0.3),
            "subsample", DoubleNode.valueOf(0.7),
            "colsample_bytree", DoubleNode.valueOf(0.7));

    private final LabelledMatrix train = SyntheticRows.of(5_000, 1);
    private final LabelledMatrix validation = SyntheticRows.of(1_000, 2);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theModelHasTheSameBytesOnAnyNumberOfThreads(int threads) {
        assertThat(train(threads, PARAMETERS, 7).content())
                .isEqualTo(train(3, PARAMETERS, 7).content());
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
        assertThat(meanScore(scores, test.labels(), 1)).isGreaterThan(meanScore(scores, test.labels(), 0) + 0.2);
        assertThat(model.gainByFeature()).containsOnlyKeys("amount", "hour", "channel");
        assertThat(model.rounds()).isEqualTo(30);
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

        assertThat(stopped.rounds()).isBetween(2, 399);
        assertThat(stopped.content())
                .isEqualTo(train(2, with("rounds", IntNode.valueOf(stopped.rounds())), 7)
                        .content());
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

        assertInvalid(() -> new XgboostTrainer(1).requireValid(wrong), "max_depth", "nthread", "learning_rate");
    }

    @Test
    void roundsAreRequired() {
        assertInvalid(() -> new XgboostTrainer(1).requireValid(Map.of()), "rounds");
    }

    @Test
    void anUnknownAlgorithmIsAnInvalidProfile() {
        assertInvalid(() -> Trainers.forAlgorithm("crystal_ball", 1), "crystal_ball", "xgboost_hist");
    }

    @Test
    void bytesThatAreNoModelAreNotLoaded() {
        assertThatThrownBy(() -> ModelScorer.load(new byte[] {1, 2, 3}))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.TRAINING_FAILED));
    }

    private TrainedModel train(int threads, Map<String, JsonNode> parameters, int seed) {
        return new XgboostTrainer(threads).train(train, validation, SyntheticRows.FEATURES, parameters, seed);
    }

    private static float[] score(TrainedModel model, FeatureMatrix rows) {
        try (ModelScorer scorer = ModelScorer.load(model.content())) {
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
