package io.modelfactory.worker.app.operator;

import io.modelfactory.worker.ledger.receipt.ReceiptStatus;

/** What a receipt's status means to the client that waits for it. */
public enum ReceiptOutcome {
    /** What was asked for is done, now or before. */
    DONE,
    /** The run passed, and its publication needs a publish retry that an operator requests. */
    ACTION_REQUIRED,
    /** Failed or refused by name. */
    FAILED;

    public static ReceiptOutcome of(ReceiptStatus status) {
        return switch (status) {
            case DONE, PASS_NO_PUBLISH, ALREADY_PUBLISHED, ALREADY_PASS -> DONE;
            case PUBLISH_PENDING, ALREADY_PUBLISH_PENDING -> ACTION_REQUIRED;
            case FAILED, GATE_FAIL, ALREADY_FAIL -> FAILED;
        };
    }
}
