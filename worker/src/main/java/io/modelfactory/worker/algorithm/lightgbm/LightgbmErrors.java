package io.modelfactory.worker.algorithm.lightgbm;

import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;

/** Turns errors of the library into failures with a code. */
final class LightgbmErrors {
    /** What C++ says when the system gives no more memory. */
    private static final String NO_MEMORY = "bad_alloc";

    private LightgbmErrors() {}

    /** {@code TRAINING_FAILED}; a spent attempt if the library got no memory. */
    static RuntimeException toException(String message) {
        String firstLine = message.lines().findFirst().orElse("");
        return firstLine.contains(NO_MEMORY)
                ? new AttemptFailedException("LightGBM: the system gives it no more memory")
                : new FailureException(FailureCode.TRAINING_FAILED, "LightGBM: " + firstLine);
    }
}
