package io.modelfactory.worker.ledger;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.postgres.PostgresText;

/** Why something went wrong, in a form that can be kept. */
record Failure(FailureCode code, String message) {
    private static final int MAX_MESSAGE_CHARS = 2_000;

    Failure {
        message = PostgresText.sanitize(
                message.length() <= MAX_MESSAGE_CHARS ? message : message.substring(0, MAX_MESSAGE_CHARS) + "...");
    }
}
