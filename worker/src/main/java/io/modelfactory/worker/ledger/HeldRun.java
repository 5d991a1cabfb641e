package io.modelfactory.worker.ledger;

import java.util.List;

/**
 * A run that this process has claimed, as of one moment. Whoever changes a run, or asks for it, writes an event of the
 * run: as long as its number is the latest, all of this holds.
 *
 * @param unanswered the requests for the run that wait for its end, oldest first
 */
record HeldRun(RunRow row, List<OpenRequest> unanswered) {
    HeldRun {
        unanswered = List.copyOf(unanswered);
    }
}
