package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JobCommand;
import io.modelfactory.worker.failure.FailureCode;
import java.util.Optional;

/** The decision on a publish retry, in the run's event and in the request's receipt. */
enum RetryDecision {
    ALLOWED,
    RETRY_NOT_PENDING,
    PUBLISH_RETRY_EXHAUSTED,
    RUN_NOT_FOUND;

    private static final String FIELD_NAME = "retry_decision";

    /**
     * Adds the decision to the details of an event or a receipt. Other commands have none, and neither has a retry that
     * was refused before its run was read.
     *
     * @param refusal why the request is not carried out
     */
    static ObjectNode addTo(OpenRequest request, Optional<FailureCode> refusal, ObjectNode detail) {
        if (request.command().equals(JobCommand.PUBLISH_RETRY)) {
            refusal.map(RetryDecision::ofRefusal)
                    .orElse(Optional.of(ALLOWED))
                    .ifPresent(decision -> detail.put(FIELD_NAME, decision.name()));
        }
        return detail;
    }

    private static Optional<RetryDecision> ofRefusal(FailureCode code) {
        return switch (code) {
            case RETRY_NOT_PENDING -> Optional.of(RETRY_NOT_PENDING);
            case PUBLISH_RETRY_EXHAUSTED -> Optional.of(PUBLISH_RETRY_EXHAUSTED);
            case RUN_NOT_FOUND -> Optional.of(RUN_NOT_FOUND);
            default -> Optional.empty();
        };
    }
}
