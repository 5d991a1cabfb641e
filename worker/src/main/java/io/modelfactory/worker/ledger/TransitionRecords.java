package io.modelfactory.worker.ledger;

import io.modelfactory.contracts.RegistryLifecycleEvent;
import io.modelfactory.worker.ledger.outbox.OutboxMessage;
import java.util.List;
import java.util.Optional;

/**
 * Words what is recorded with a worker's change to a run: the messages about it and, once the run has ended, the
 * answers to all its open requests.
 */
final class TransitionRecords {
    private final EventMessages messages;
    private final ReceiptFactory receipts;
    private final GovernanceFactFactory facts;

    TransitionRecords(LedgerSettings settings) {
        this.messages = new EventMessages(settings);
        this.receipts = new ReceiptFactory(settings.worker());
        this.facts = new GovernanceFactFactory(settings);
    }

    /**
     * @param row the run after the change
     * @param unanswered the requests that are answered if the run has ended
     * @param published the lifecycle event of a bundle that was published
     */
    UnitOfWork of(
            RunRow row,
            WorkerTransition transition,
            List<OpenRequest> unanswered,
            Optional<RegistryLifecycleEvent> published) {
        UnitOfWork unitOfWork = new UnitOfWork(messages);
        published.ifPresent(event -> {
            unitOfWork.addMessage(messages.lifecycle(row, event));
            unitOfWork.addMessage(facts.bundlePublished(row, event));
        });
        unitOfWork.addWorkerTransition(row, transition);
        fact(row, transition).ifPresent(unitOfWork::addMessage);
        if (row.run().finished()) {
            unanswered.forEach(request -> unitOfWork.addAnswer(receipts.forFinishedRun(request, row)));
        }
        return unitOfWork;
    }

    private Optional<OutboxMessage> fact(RunRow row, WorkerTransition transition) {
        return switch (transition.transition()) {
            case START -> Optional.of(facts.trainRunStarted(row));
            case PASS_GATE, FAIL -> Optional.of(facts.trainRunCompleted(row, transition.failure()));
            default -> Optional.empty();
        };
    }
}
