package io.modelfactory.worker.ledger.receipt;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunRecord;

/** How a request was answered. Receipts carry these names, so a name is never changed or reused. */
public enum ReceiptStatus {
    /** The bundle is published. */
    DONE,
    /** The run passed the gate, and no request allows it to be published. */
    PASS_NO_PUBLISH,
    GATE_FAIL,
    /** The run passed the gate, and its publication needs a retry that is requested. */
    PUBLISH_PENDING,
    /** The run failed, or the request was refused. */
    FAILED,
    /** This and the others: the run had ended before the request came. */
    ALREADY_PASS,
    ALREADY_FAIL,
    ALREADY_PUBLISH_PENDING,
    ALREADY_PUBLISHED;

    /** For a request whose run has just ended. */
    public static ReceiptStatus ofFinished(RunRecord run) {
        return switch (run.state()) {
            case PUBLISHED -> DONE;
            case PASS -> PASS_NO_PUBLISH;
            case PUBLISH_PENDING -> PUBLISH_PENDING;
            case FAIL -> run.failureCode().filter(FailureCode::gateVerdict).isPresent() ? GATE_FAIL : FAILED;
            case QUEUED, RUNNING, EVAL_READY -> throw hasWorkLeft(run);
        };
    }

    /** For a request whose run had ended before. */
    public static ReceiptStatus ofAlreadyFinished(RunRecord run) {
        return switch (run.state()) {
            case PUBLISHED -> ALREADY_PUBLISHED;
            case PASS -> ALREADY_PASS;
            case PUBLISH_PENDING -> ALREADY_PUBLISH_PENDING;
            case FAIL -> ALREADY_FAIL;
            case QUEUED, RUNNING, EVAL_READY -> throw hasWorkLeft(run);
        };
    }

    private static IllegalStateException hasWorkLeft(RunRecord run) {
        return new IllegalStateException(run.runKey() + " has work left in state " + run.state());
    }
}
