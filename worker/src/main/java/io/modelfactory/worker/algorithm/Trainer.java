package io.modelfactory.worker.algorithm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.TrainedModel;
import java.util.List;
import java.util.Map;

/** Trains models by one algorithm. The same arguments give the same bytes, on any number of threads. */
@FunctionalInterface
public interface Trainer {

    /**
     * @param train with weights only if {@link TrainerProvider#supportsWeights}
     * @param validation used for early stopping only, if the hyper-parameters ask for it
     * @param hyperParameters that {@link TrainerProvider#requireValid} has accepted
     * @param seed of everything random, from 0 to 2^31 - 1
     * @throws io.modelfactory.worker.failure.FailureException {@code TRAINING_PROFILE_INVALID} if the hyper-parameters
     *     do not go with these rows, {@code DATASET_INVALID} if the rows' weights cannot be used,
     *     {@code TRAINING_FAILED} if the library cannot train
     * @throws io.modelfactory.worker.failure.AttemptFailedException if the system gives the library no more memory
     */
    TrainedModel train(
            LabelledMatrix train,
            LabelledMatrix validation,
            List<EncodedFeature> features,
            Map<String, JsonNode> hyperParameters,
            int seed);
}
