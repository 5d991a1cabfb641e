package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.RunEventType.PUBLISH_REQUESTED;
import static io.modelfactory.worker.ledger.RunEventType.PUBLISH_RETRY_REQUESTED;
import static io.modelfactory.worker.ledger.RunEventType.REQUEST_QUEUED;

import io.modelfactory.contracts.RegistryLifecycleEvent;
import java.util.List;
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
        Journal journal = new Journal(messages);
        journal.byWorker(row, transition, workerId, failure);
        fact(handle, row, transition, failure).ifPresent(journal::tell);
        RunRecord run = row.run();
        if (run.atRest()) {
            RequestDao.open(handle, run.runKey()).forEach(request -> journal.answered(receipts.atRest(request, row)));
        }
        journal.write(handle);
        return run;
    }

    /** As {@link #write}, for a run whose bundle was published: the registry's listeners and the auditors are told too. */
    RunRecord publish(Handle handle, RunRow row, RegistryLifecycleEvent event, String workerId) {
        Actor actor = actor(handle, row, REQUEST_QUEUED, PUBLISH_REQUESTED, PUBLISH_RETRY_REQUESTED);
        OutboxDao.append(handle, List.of(messages.lifecycle(row, event), facts.bundlePublished(row, actor, event)));
        return write(handle, row, RunTransition.PUBLISH, workerId, Optional.empty());
    }

    private Optional<OutboxMessage> fact(
            Handle handle, RunRow row, RunTransition transition, Optional<Failure> failure) {
        return switch (transition) {
            case START -> Optional.of(facts.trainRunStarted(row, actor(handle, row, REQUEST_QUEUED)));
            case PASS_GATE, FAIL ->
                Optional.of(facts.trainRunCompleted(row, actor(handle, row, REQUEST_QUEUED), failure));
            default -> Optional.empty();
        };
    }

    /** Whoever asked last in one of these ways; the factory acts of its own accord only where nobody is on record. */
    private static Actor actor(Handle handle, RunRow row, RunEventType... asking) {
        return EventDao.asker(handle, row.run().runKey(), asking).map(Actor::of).orElse(Actor.FACTORY);
    }
}
