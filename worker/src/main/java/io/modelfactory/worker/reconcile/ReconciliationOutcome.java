package io.modelfactory.worker.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.ledger.reconciliation.ReconciliationRepository.StoredReconciliation;

/** What came of the wish to reconcile a period. */
public sealed interface ReconciliationOutcome {

    /**
     * The period is reconciled, for good.
     *
     * @param now whether this was the time when it was
     */
    record Done(StoredReconciliation reconciliation, boolean now) implements ReconciliationOutcome {
        public JsonNode document() {
            return reconciliation.document();
        }

        /** On how many objects ledger and store disagree. */
        public int findings() {
            return document().path("findings").size();
        }
    }

    /** It is too early. {@code reason} says what has to happen first. */
    record TooEarly(String reason) implements ReconciliationOutcome {}
}
