package io.modelfactory.worker.ledger.reconciliation;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunState;
import java.util.List;
import java.util.Map;

/**
 * Counts of what happened to a platform run in a period. All of it is dated, so that the counts are the same whenever
 * they are made, except those of what is still {@code pending}.
 *
 * @param requestsReceived in the period
 * @param requestsOpen received before its end and not answered by then
 * @param requestsByStatus answered in the period, by the status of the receipt
 * @param payloadConflicts requests received in the period whose id belonged to another payload
 * @param refusals of requests, by code
 * @param runsByState runs with events in the period, by the state after the last of them
 * @param events of runs
 * @param pending messages of the period that are not relayed
 * @param pendingFacts facts of the period that are not relayed
 * @param setAside messages that were set aside in the period because no broker accepts them
 * @param auditsByOutcome accesses to protected references
 */
public record LedgerCounts(
        long requestsReceived,
        long requestsOpen,
        Map<String, Long> requestsByStatus,
        long payloadConflicts,
        Map<FailureCode, Long> refusals,
        Map<RunState, Long> runsByState,
        List<EventCount> events,
        long pending,
        long pendingFacts,
        long setAside,
        Map<String, Long> auditsByOutcome) {

    /**
     * Events of one kind.
     *
     * @param reason the name of a failure code; blank if they have none
     */
    public record EventCount(RunEventType type, ExecutionMode mode, String reason, long count) {}

    public LedgerCounts {
        requestsByStatus = Map.copyOf(requestsByStatus);
        refusals = Map.copyOf(refusals);
        runsByState = Map.copyOf(runsByState);
        events = List.copyOf(events);
        auditsByOutcome = Map.copyOf(auditsByOutcome);
    }
}
