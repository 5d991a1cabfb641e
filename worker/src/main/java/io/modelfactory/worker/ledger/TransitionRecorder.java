package io.modelfactory.worker.ledger;

import io.modelfactory.contracts.RegistryLifecycleEvent;
import io.modelfactory.worker.ledger.outbox.OutboxMessage;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Records a worker's change to a run in the transaction of the change: the message about its event and, once the run
 * has ended, the answers to all its open requests.
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

    /** Ends the transaction. {@code row} is the run after the change, whose event is written. */
    RunRecord recordTransition(Handle handle, RunRow row, WorkerTransition transition) {
        return recordTransition(handle, new UnitOfWork(messages), row, transition);
    }

    /** The same, with the lifecycle event and the governance fact of a published bundle. */
    RunRecord recordPublished(Handle handle, RunRow row, WorkerTransition transition, RegistryLifecycleEvent event) {
        UnitOfWork unitOfWork = new UnitOfWork(messages);
        unitOfWork.addMessage(messages.lifecycle(row, event));
        unitOfWork.addMessage(facts.bundlePublished(row, event));
        return recordTransition(handle, unitOfWork, row, transition);
    }

    private RunRecord recordTransition(Handle handle, UnitOfWork unitOfWork, RunRow row, WorkerTransition transition) {
        unitOfWork.addWorkerTransition(row, transition);
        fact(row, transition).ifPresent(unitOfWork::addMessage);
        RunRecord run = row.run();
        if (run.finished()) {
            RequestDao.findUnanswered(handle, run.runKey())
                    .forEach(request -> unitOfWork.addAnswer(receipts.forFinishedRun(request, row)));
        }
        unitOfWork.writeAndCommit(handle);
        return run;
    }

    private Optional<OutboxMessage> fact(RunRow row, WorkerTransition transition) {
        return switch (transition.transition()) {
            case START -> Optional.of(facts.trainRunStarted(row));
            case PASS_GATE, FAIL -> Optional.of(facts.trainRunCompleted(row, transition.failure()));
            default -> Optional.empty();
        };
    }
}
