package io.modelfactory.worker.ledger.activity;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the ledger knows of a worker. Times are the database's.
 *
 * @param lastSeen its last heartbeat, or when it stopped
 * @param lastSeenAgo at the moment of asking
 * @param runs whose leases it holds, and whose time has not passed
 */
public record WorkerStatus(
        @JsonUnwrapped WorkerRegistration registration,
        Instant since,
        Instant lastSeen,
        Duration lastSeenAgo,
        WorkerState state,
        List<String> runs) {

    public WorkerStatus {
        runs = List.copyOf(runs);
    }

    /** What its heartbeats say. */
    public enum WorkerState {
        ALIVE,
        /** It said that it stops. */
        STOPPED,
        /** Three of its heartbeats are missing: it died, or cannot reach the database. */
        LOST
    }

    public boolean isAlive() {
        return state == WorkerState.ALIVE;
    }

    public String workerId() {
        return registration.workerId();
    }
}
