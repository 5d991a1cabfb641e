package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.TrainedModel;
import io.modelfactory.worker.progress.ProgressListener;
import java.util.HashMap;
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

    /**
     * Measured at a weight of 100: log loss 0.420 and 0.066, calibration error 0.272 and 0.005, AUC 0.689 and 0.769.
     */
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
        assertThat(logLoss(tooHigh)).isGreaterThan(0.4);
        assertThat(logLoss(probabilities)).isLessThan(0.07);
        assertThat(calibrationError(probabilities)).isLessThan(0.01);
        assertThat(calibrationError(tooHigh)).isGreaterThan(0.25);
        assertThat(PinnedTrainerTest.auc(probabilities, test.labels().toArray()))
                .isGreaterThan(PinnedTrainerTest.auc(tooHigh, test.labels().toArray()));
    }

    /**
     * The loss of scores that the weight has made too high goes on falling when their order gets worse already. Each
     * case is a weight and a depth, of at most 60 rounds. Measured: all 8 run to the end, where the pinned algorithm
     * stops after 3 to 6; 7 of them lose by it, up to 0.034 of AUC.
     */
    @Test
    void theLossOfWeightedScoresStopsTooLate() {
        LabelledMatrix fewer = CardRows.unweighted(CardRows.of(15_000, -5, 1));
        int toTheEnd = 0;
        int losing = 0;
        double mostLost = 0;
        for (int weight : new int[] {10, 30, 100, 150}) {
            for (int depth : new int[] {3, 5}) {
                Map<String, JsonNode> early = PinnedTrainerTest.parameters(
                        "\"rounds\": 60, \"learning_rate\": 0.3, \"early_stopping_rounds\": 10, \"max_depth\": " + depth
                                + ", \"scale_pos_weight\": " + weight);
                TrainedModel plain = new XgboostTrainer(2).train(fewer, validation, CardRows.FEATURES, early, 7);
                int rounds = new PinnedTrainer(MatrixFactory.inMemory(2), ProgressListener.none())
                        .train(fewer, validation, CardRows.FEATURES, early, 7)
                        .iterations();
                Map<String, JsonNode> inTime = new HashMap<>(early);
                inTime.remove("early_stopping_rounds");
                inTime.put("rounds", IntNode.valueOf(rounds));
                TrainedModel stopped = new XgboostTrainer(2).train(fewer, validation, CardRows.FEATURES, inTime, 7);
                double lost = PinnedTrainerTest.auc(
                                score(stopped), test.labels().toArray())
                        - PinnedTrainerTest.auc(score(plain), test.labels().toArray());
                toTheEnd += plain.iterations() == 60 ? 1 : 0;
                losing += lost > 0 ? 1 : 0;
                mostLost = Math.max(mostLost, lost);
            }
        }
        assertThat(toTheEnd).isEqualTo(8);
        assertThat(losing).isEqualTo(7);
        assertThat(mostLost).isBetween(0.03, 0.04);
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
            double probability = test.labels().get(row) > 0 ? scores[row] : 1 - scores[row];
            sum -= Math.log(Math.max(probability, 1e-12));
        }
        return sum / scores.length;
    }

    /** Over ten bins of equal width: M. P. Naeini et al., AAAI 2015. */
    private double calibrationError(float[] scores) {
        double[] difference = new double[BINS];
        for (int row = 0; row < scores.length; row++) {
            difference[Math.min(BINS - 1, (int) (scores[row] * BINS))] +=
                    scores[row] - test.labels().get(row);
        }
        double sum = 0;
        for (double bin : difference) {
            sum += Math.abs(bin);
        }
        return sum / scores.length;
    }
}
