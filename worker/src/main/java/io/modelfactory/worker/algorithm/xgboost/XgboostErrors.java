package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.regex.Pattern;

/** Turns errors of the library into failures with a code. */
final class XgboostErrors {
    /** Time of day, source file and line come first in a message, a native stack trace comes last. */
    private static final Pattern PREFIX = Pattern.compile("^\\[[0-9:]+] \\S+: ");

    /** What C++ says when the system gives no more memory. */
    private static final String NO_MEMORY = "bad_alloc";

    private XgboostErrors() {}

    /**
     * {@code TRAINING_FAILED} with a message that is the same on every host and at any time; a spent attempt if the
     * library got no memory.
     */
    static RuntimeException toException(String doing, Exception cause) {
        String firstLine =
                String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        if (firstLine.contains(NO_MEMORY)) {
            return new AttemptFailedException(doing + ": the system gives it no more memory", cause);
        }
        return new FailureException(
                FailureCode.TRAINING_FAILED,
                doing + ": " + PREFIX.matcher(firstLine).replaceFirst(""),
                cause);
    }
}
