package io.modelfactory.worker.ledger.run;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.postgres.PostgresText;

/**
 * Why a run or a request failed, as the ledger keeps it.
 *
 * @param message at most 2,000 characters, all of which PostgreSQL can store
 */
public record Failure(FailureCode code, String message) {
    private static final int MAX_MESSAGE_CHARS = 2_000;

    public Failure {
        message = PostgresText.sanitize(
                message.length() <= MAX_MESSAGE_CHARS ? message : message.substring(0, MAX_MESSAGE_CHARS) + "...");
    }
}
