package io.modelfactory.worker.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.ledger.Reconciliations.Stored;

/** What came of the wish to reconcile a period. */
public sealed interface Reconciled {

    /**
     * The period is reconciled, for good.
     *
     * @param now whether this was the time when it was
     */
    record Done(Stored reconciliation, boolean now) implements Reconciled {
        public JsonNode document() {
            return reconciliation.document();
        }

        /** On how many objects ledger and store disagree. */
        public int findings() {
            return document().path("findings").size();
        }
    }

    /** It is too early. {@code why} says what has to happen first. */
    record TooEarly(String why) implements Reconciled {}
}
