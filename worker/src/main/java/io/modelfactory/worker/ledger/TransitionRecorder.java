package io.modelfactory.worker.ledger;

import io.modelfactory.contracts.RegistryLifecycleEvent;
import io.modelfactory.worker.ledger.outbox.OutboxMessage;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunTransition;
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
        UnitOfWork unitOfWork = new UnitOfWork(messages);
        unitOfWork.addMessage(messages.lifecycle(row, event));
        unitOfWork.addMessage(facts.bundlePublished(row, event));
        return recordTransition(handle, unitOfWork, row, RunTransition.PUBLISH, workerId, Optional.empty());
    }

    private RunRecord recordTransition(
            Handle handle,
            UnitOfWork unitOfWork,
            RunRow row,
            RunTransition transition,
            String workerId,
            Optional<Failure> failure) {
        unitOfWork.addWorkerTransition(row, transition, workerId, failure);
        fact(row, transition, failure).ifPresent(unitOfWork::addMessage);
        RunRecord run = row.run();
        if (run.finished()) {
            RequestDao.findUnanswered(handle, run.runKey())
                    .forEach(request -> unitOfWork.addAnswer(receipts.forFinishedRun(request, row)));
        }
        unitOfWork.write(handle);
        return run;
    }

    private Optional<OutboxMessage> fact(RunRow row, RunTransition transition, Optional<Failure> failure) {
        return switch (transition) {
            case START -> Optional.of(facts.trainRunStarted(row));
            case PASS_GATE, FAIL -> Optional.of(facts.trainRunCompleted(row, failure));
            default -> Optional.empty();
        };
    }
}
