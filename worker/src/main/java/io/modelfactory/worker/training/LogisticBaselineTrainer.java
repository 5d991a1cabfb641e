package io.modelfactory.worker.training;

import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.evaluate.LogisticBaseline;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.TrainedModel;
import java.util.List;
import java.util.Map;

/**
 * Fits the logistic regression that models are compared with, by its defaults: to 100,000 training rows at most, so
 * that it costs seconds whatever the model costs.
 */
final class LogisticBaselineTrainer {
    private final TrainerRegistry algorithms;

    LogisticBaselineTrainer(TrainerRegistry algorithms) {
        this.algorithms = algorithms;
    }

    /**
     * @param train the candidate's training rows, with their weights
     * @param test the candidate's test rows
     */
    LogisticBaseline fit(LabelledMatrix train, FeatureMatrix test, List<EncodedFeature> features) {
        TrainerProvider algorithm = algorithms.provider(LogisticBaseline.ALGORITHM_ID);
        try {
            LabelledMatrix noValidation = new LabelledMatrix(
                    new FeatureMatrix(new float[0], 0, train.features().columns()), new float[0]);
            TrainedModel model = algorithm.trainer(1).train(train, noValidation, features, Map.of(), 0);
            try (ModelScorer scorer = algorithm.load(model.content())) {
                return LogisticBaseline.of(Sha256.hex(model.content()), scorer.score(test));
            }
        } catch (FailureException unusable) {
            // A gate that asks for a gain fails by its absence; a candidate is not refused for it.
            return LogisticBaseline.notTrained(String.valueOf(unusable.getMessage()));
        }
    }
}
