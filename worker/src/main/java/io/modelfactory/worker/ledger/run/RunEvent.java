package io.modelfactory.worker.ledger.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.failure.FailureCode;
import java.time.Instant;
import java.util.Optional;

/**
 * One event of a run's history.
 *
 * @param seq position within the run's events, from 1 and without gaps
 * @param state of the run after it
 * @param detail further members, such as {@code message}, {@code request_id} or {@code worker_id}
 */
public record RunEvent(
        String runKey,
        long seq,
        RunEventType type,
        RunState state,
        ExecutionMode mode,
        Optional<FailureCode> reason,
        JsonNode detail,
        Instant occurredAt) {}
