package io.modelfactory.worker.algorithm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.xgboost.NativeBooster;
import io.modelfactory.worker.algorithm.xgboost.XgboostTrainer;
import io.modelfactory.worker.algorithm.xgboost.XgboostVersion;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.Map;

/** The algorithms there are, by the id a training profile names. */
public final class TrainerRegistry {
    private TrainerRegistry() {}

    /**
     * @param threads for one training
     * @throws FailureException {@code TRAINING_PROFILE_INVALID} if no algorithm has this id
     */
    public static Trainer trainerFor(String algorithmId, int threads) {
        if (algorithmId.equals(XgboostTrainer.ALGORITHM_ID)) {
            return new XgboostTrainer(threads);
        }
        throw new FailureException(
                FailureCode.TRAINING_PROFILE_INVALID,
                "algorithm_id: no algorithm is called " + algorithmId + "; there is " + XgboostTrainer.ALGORITHM_ID);
    }

    /**
     * Checks what a training profile asks for; loads nothing.
     *
     * @throws FailureException {@code TRAINING_PROFILE_INVALID} if there is no such algorithm, or it cannot work like that
     */
    public static void requireValid(String algorithmId, Map<String, JsonNode> hyperParameters) {
        trainerFor(algorithmId, 1).requireValid(hyperParameters);
    }

    /** Loads the native code, which takes a while the first time. */
    public static void warmUp() {
        NativeBooster.warmUp();
    }

    /** Version of the library behind every algorithm here. */
    public static String libraryVersion() {
        return XgboostVersion.read();
    }
}
