package io.modelfactory.worker.ledger;

import io.modelfactory.contracts.RegistryLifecycleEvent;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Records a worker's change to a run in the transaction of the change: its event, its message and, once the run has
 * ended, the answers to all its open requests.
 */
final class TransitionRecorder {
    private final EventMessages messages;
    private final ReceiptFactory receipts;
    private final GovernanceFactFactory facts;

    TransitionRecorder(EventMessages messages, ReceiptFactory receipts, GovernanceFactFactory facts) {
        this.messages = messages;
        this.receipts = receipts;
        this.facts = facts;
    }

    /** {@code row} is the run after the change. */
    RunRecord recordTransition(
            Handle handle, RunRow row, RunTransition transition, String workerId, Optional<Failure> failure) {
        return recordTransition(handle, new UnitOfWork(messages), row, transition, workerId, failure);
    }

    /** As {@link #recordTransition}, with the lifecycle event and the governance fact of a published bundle. */
    RunRecord recordPublished(Handle handle, RunRow row, RegistryLifecycleEvent event, String workerId) {
        UnitOfWork journal = new UnitOfWork(messages);
        journal.addMessage(messages.lifecycle(row, event));
        journal.addMessage(facts.bundlePublished(row, row.publishingActor(), event));
        return recordTransition(handle, journal, row, RunTransition.PUBLISH, workerId, Optional.empty());
    }

    private RunRecord recordTransition(
            Handle handle,
            UnitOfWork journal,
            RunRow row,
            RunTransition transition,
            String workerId,
            Optional<Failure> failure) {
        journal.addWorkerTransition(row, transition, workerId, failure);
        fact(row, transition, failure).ifPresent(journal::addMessage);
        RunRecord run = row.run();
        if (run.finished()) {
            RequestDao.findUnanswered(handle, run.runKey())
                    .forEach(request -> journal.addAnswer(receipts.forFinishedRun(request, row)));
        }
        journal.write(handle);
        return run;
    }

    private Optional<OutboxMessage> fact(RunRow row, RunTransition transition, Optional<Failure> failure) {
        return switch (transition) {
            case START -> Optional.of(facts.trainRunStarted(row, row.trainingActor()));
            case PASS_GATE, FAIL -> Optional.of(facts.trainRunCompleted(row, row.trainingActor(), failure));
            default -> Optional.empty();
        };
    }
}
