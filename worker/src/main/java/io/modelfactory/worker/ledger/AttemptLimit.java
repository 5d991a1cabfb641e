package io.modelfactory.worker.ledger;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.Failure;
import java.util.Optional;

/**
 * How often a run may be claimed in one state: the bound, and the failure with which a run ends that has reached it.
 */
record AttemptLimit(int max) {
    AttemptLimit {
        if (max < 1) {
            throw new IllegalArgumentException("maxFullRunAttempts must be at least 1");
        }
    }

    /**
     * The failure of a run that may not be attempted again, with the reason of its last attempt; empty if it may be.
     */
    Optional<Failure> exhausted(int attemptsInState, String reason) {
        return attemptsInState < max
                ? Optional.empty()
                : Optional.of(new Failure(
                        FailureCode.RUN_ATTEMPTS_EXHAUSTED,
                        "attempt " + attemptsInState + " of " + max + ": " + reason));
    }
}
