package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.postgres.PostgresText;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunTransition;
import java.util.Optional;

/**
 * A change that a worker makes to a run it holds, as the event of the change keeps it.
 *
 * @param failure why, if something failed
 * @param message the failure's, or the reason of a release; all of it can be stored
 */
record WorkerTransition(
        RunTransition transition, String workerId, Optional<Failure> failure, Optional<String> message) {

    static WorkerTransition of(RunTransition transition, String workerId) {
        return of(transition, workerId, Optional.empty());
    }

    static WorkerTransition of(RunTransition transition, String workerId, Optional<Failure> failure) {
        return new WorkerTransition(transition, workerId, failure, failure.map(Failure::message));
    }

    /** The worker releases the run for a reason that is no failure. */
    static WorkerTransition release(String workerId, String reason) {
        return new WorkerTransition(
                RunTransition.HAND_BACK, workerId, Optional.empty(), Optional.of(PostgresText.sanitize(reason)));
    }

    Optional<FailureCode> code() {
        return failure.map(Failure::code);
    }

    JsonNode detail() {
        ObjectNode detail = Json.object().put("worker_id", workerId);
        message.ifPresent(text -> detail.put("message", text));
        return detail;
    }

    /** The event that was written with the change; {@code row} is the run afterwards. */
    RunEvent event(RunRow row) {
        RunRecord run = row.run();
        return new RunEvent(
                run.runKey(),
                row.lastEventSeq(),
                transition.event(),
                run.state(),
                run.mode(),
                code(),
                detail(),
                run.updatedAt());
    }
}
