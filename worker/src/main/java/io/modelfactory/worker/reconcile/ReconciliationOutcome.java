package io.modelfactory.worker.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.ledger.reconciliation.ReconciliationRepository.StoredReconciliation;

/** The result of reconciling a period. */
public sealed interface ReconciliationOutcome {

    /**
     * The period is reconciled, and its document never changes.
     *
     * @param now whether this call has written it
     */
    record Done(StoredReconciliation reconciliation, boolean now) implements ReconciliationOutcome {
        public JsonNode document() {
            return reconciliation.document();
        }

        /** The number of objects on which ledger and store disagree. */
        public int findings() {
            return document().path("findings").size();
        }
    }

    /** The period is not over, or work is left. {@code reason} names it. */
    record TooEarly(String reason) implements ReconciliationOutcome {}
}
