package io.modelfactory.worker.lineage;

import io.modelfactory.worker.ledger.run.RunRecord;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import java.util.Optional;

/**
 * An event in the life of an attempt.
 *
 * @param claimed the run as it was claimed for the attempt
 * @param committed the run as the ledger has it at this moment
 */
record LineageEvent(EventType type, RunRecord claimed, RunRecord committed) {

    static LineageEvent started(RunRecord claimed) {
        return new LineageEvent(EventType.START, claimed, claimed);
    }

    /** Empty if the attempt goes on under another lease. */
    static Optional<LineageEvent> ended(RunRecord claimed, RunRecord left) {
        return endOf(left).map(type -> new LineageEvent(type, claimed, left));
    }

    /** A run that is left with a failure has failed this attempt, even if there may be another. */
    private static Optional<EventType> endOf(RunRecord left) {
        return switch (left.state()) {
            case PASS, PUBLISHED -> Optional.of(failed(left) ? EventType.FAIL : EventType.COMPLETE);
            case FAIL, PUBLISH_PENDING -> Optional.of(EventType.FAIL);
            case QUEUED, RUNNING, EVAL_READY -> failed(left) ? Optional.of(EventType.FAIL) : Optional.empty();
        };
    }

    private static boolean failed(RunRecord left) {
        return left.failureCode().isPresent();
    }
}
