package io.modelfactory.worker.ledger;

import io.modelfactory.contracts.RegistryLifecycleEvent;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Writes what a worker's change to a run has to tell, in the transaction of the change: the event, the message, and once the
 * run has come to rest the answers to all its open requests.
 */
final class Settlement {
    private final Messages messages;
    private final Receipts receipts;
    private final GovernanceFacts facts;

    Settlement(Messages messages, Receipts receipts, GovernanceFacts facts) {
        this.messages = messages;
        this.receipts = receipts;
        this.facts = facts;
    }

    /** {@code row} is the run after the change. */
    RunRecord write(Handle handle, RunRow row, RunTransition transition, String workerId, Optional<Failure> failure) {
        return write(handle, new Journal(messages), row, transition, workerId, failure);
    }

    /** As {@link #write}, for a run whose bundle was published: the registry's listeners and the auditors are told too. */
    RunRecord publish(Handle handle, RunRow row, RegistryLifecycleEvent event, String workerId) {
        Journal journal = new Journal(messages);
        journal.tell(messages.lifecycle(row, event));
        journal.tell(facts.bundlePublished(row, row.publishedFor(), event));
        return write(handle, journal, row, RunTransition.PUBLISH, workerId, Optional.empty());
    }

    private RunRecord write(
            Handle handle,
            Journal journal,
            RunRow row,
            RunTransition transition,
            String workerId,
            Optional<Failure> failure) {
        journal.byWorker(row, transition, workerId, failure);
        fact(row, transition, failure).ifPresent(journal::tell);
        RunRecord run = row.run();
        if (run.atRest()) {
            RequestDao.open(handle, run.runKey()).forEach(request -> journal.answered(receipts.atRest(request, row)));
        }
        journal.write(handle);
        return run;
    }

    private Optional<OutboxMessage> fact(RunRow row, RunTransition transition, Optional<Failure> failure) {
        return switch (transition) {
            case START -> Optional.of(facts.trainRunStarted(row, row.trainedFor()));
            case PASS_GATE, FAIL -> Optional.of(facts.trainRunCompleted(row, row.trainedFor(), failure));
            default -> Optional.empty();
        };
    }
}
