package io.modelfactory.worker.train;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;

/** The algorithms there are, by the id a training profile names. */
public final class Trainers {
    private Trainers() {}

    /**
     * @param threads for one training
     * @throws FailureException {@code TRAINING_PROFILE_INVALID} if no algorithm has this id
     */
    public static Trainer forAlgorithm(String algorithmId, int threads) {
        if (algorithmId.equals(XgboostTrainer.ALGORITHM_ID)) {
            return new XgboostTrainer(threads);
        }
        throw new FailureException(
                FailureCode.TRAINING_PROFILE_INVALID,
                "algorithm_id: no algorithm is called " + algorithmId + "; there is " + XgboostTrainer.ALGORITHM_ID);
    }

    /** Version of the library behind every algorithm here. */
    public static String libraryVersion() {
        return LibraryVersion.read();
    }
}
