package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.TrainedModel;
import io.modelfactory.worker.progress.ProgressListener;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A weight of the positive class, with early stopping: {@code xgboost_hist} watches the loss of scores that the weight
 * has made too high, and stores those; the pinned algorithm watches and stores probabilities.
 */
class WeightedPositivesTest {
    private static final double WEIGHT = 100;
    private static final int BINS = 10;
    private static final Map<String, JsonNode> PARAMETERS = PinnedTrainerTest.parameters("\"rounds\": 120,"
            + " \"max_depth\": 4, \"learning_rate\": 0.2, \"early_stopping_rounds\": 10, \"scale_pos_weight\": "
            + WEIGHT);

    private final LabelledMatrix train = CardRows.unweighted(CardRows.of(30_000, -6, 1));
    private final LabelledMatrix validation = CardRows.unweighted(CardRows.of(20_000, -6, 2));
    private final LabelledMatrix test = CardRows.unweighted(CardRows.of(30_000, -6, 3));

    @Test
    void trainingStopsInTimeAndScoresAreProbabilities() {
        TrainedModel plain = train(new XgboostTrainer(2));
        TrainedModel pinned = train(new PinnedTrainer(MatrixFactory.inMemory(2), ProgressListener.none()));
        float[] tooHigh = score(plain);
        float[] probabilities = score(pinned);

        assertThat(plain.iterations())
                .as("the loss of too high scores falls on")
                .isEqualTo(120);
        assertThat(pinned.iterations()).isLessThan(60);
        assertThat(logLoss(probabilities)).isLessThan(logLoss(tooHigh) / 2);
        assertThat(calibrationError(probabilities)).isLessThan(0.01);
        assertThat(calibrationError(tooHigh)).isGreaterThan(0.05);
        assertThat(PinnedTrainerTest.auc(probabilities, test.labels()))
                .isGreaterThan(PinnedTrainerTest.auc(tooHigh, test.labels()));
    }

    private TrainedModel train(Trainer trainer) {
        return trainer.train(train, validation, CardRows.FEATURES, PARAMETERS, 7);
    }

    private float[] score(TrainedModel model) {
        try (XgboostScorer scorer = XgboostScorer.load(model.content())) {
            return scorer.score(test.features());
        }
    }

    private double logLoss(float[] scores) {
        double sum = 0;
        for (int row = 0; row < scores.length; row++) {
            double probability = test.labels()[row] > 0 ? scores[row] : 1 - scores[row];
            sum -= Math.log(Math.max(probability, 1e-12));
        }
        return sum / scores.length;
    }

    /** Over ten bins of equal width: M. P. Naeini et al., AAAI 2015. */
    private double calibrationError(float[] scores) {
        double[] difference = new double[BINS];
        for (int row = 0; row < scores.length; row++) {
            difference[Math.min(BINS - 1, (int) (scores[row] * BINS))] += scores[row] - test.labels()[row];
        }
        double sum = 0;
        for (double bin : difference) {
            sum += Math.abs(bin);
        }
        return sum / scores.length;
    }
}
