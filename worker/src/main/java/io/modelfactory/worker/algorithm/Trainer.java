package io.modelfactory.worker.algorithm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.TrainedModel;
import io.modelfactory.worker.training.StageSeed;
import java.util.List;
import java.util.Map;

/** An algorithm that can be named in a training profile. */
public interface Trainer {

    /**
     * Refuses hyper-parameters it does not know or that are out of bounds, before any data is read.
     *
     * @throws io.modelfactory.worker.failure.FailureException {@code TRAINING_PROFILE_INVALID}
     */
    void requireValid(Map<String, JsonNode> hyperParameters);

    /**
     * @param validation used for early stopping only, if the hyper-parameters ask for it
     * @param seed from {@link StageSeed}
     * @throws io.modelfactory.worker.failure.FailureException {@code TRAINING_PROFILE_INVALID}, {@code TRAINING_FAILED}
     */
    TrainedModel train(
            LabelledMatrix train,
            LabelledMatrix validation,
            List<EncodedFeature> features,
            Map<String, JsonNode> hyperParameters,
            int seed);
}
