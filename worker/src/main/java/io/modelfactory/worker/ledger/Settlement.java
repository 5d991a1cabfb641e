package io.modelfactory.worker.ledger;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Writes what a worker's change to a run has to tell, in the transaction of the change: the event, the message, and once the
 * run has come to rest the answers to all its open requests.
 */
final class Settlement {
    private final Messages messages;
    private final Receipts receipts;

    Settlement(Messages messages, Receipts receipts) {
        this.messages = messages;
        this.receipts = receipts;
    }

    /** {@code row} is the run after the change. */
    RunRecord write(Handle handle, RunRow row, RunTransition transition, String workerId, Optional<Failure> failure) {
        Journal journal = new Journal(messages);
        journal.byWorker(row, transition, workerId, failure);
        RunRecord run = row.run();
        if (run.atRest()) {
            RequestDao.open(handle, run.runKey()).forEach(request -> journal.answered(receipts.atRest(request, row)));
        }
        journal.write(handle);
        return run;
    }
}
