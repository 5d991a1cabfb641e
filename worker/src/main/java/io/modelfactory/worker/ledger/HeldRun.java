package io.modelfactory.worker.ledger;

import java.util.List;

/**
 * A run that this process has claimed, as of one moment. Each change of a run, and each request for it, is an event of
 * the run: as long as the number of its event is the latest, all of this holds.
 *
 * @param unanswered the requests for the run that wait for its end, oldest first
 */
record HeldRun(RunRow row, List<OpenRequest> unanswered) {
    HeldRun {
        unanswered = List.copyOf(unanswered);
    }
}
