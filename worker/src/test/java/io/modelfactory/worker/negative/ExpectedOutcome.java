package io.modelfactory.worker.negative;

import io.modelfactory.worker.ledger.run.RunState;
import java.util.Optional;

/** How a bad input ends: which receipt is written and in which state the run is. */
enum ExpectedOutcome {
    /** At intake: a receipt, its message, and neither a run nor a file. */
    REFUSED("FAILED", Optional.empty()),

    /** At intake too, but about an existing run: its history records the refusal, and its state does not change. */
    RETRY_REFUSED("FAILED", Optional.empty()),

    /** The run fails for good. */
    RUN_FAILS("FAILED", Optional.of(RunState.FAIL)),

    /** The run fails because its model is not good enough. */
    GATE_FAILS("GATE_FAIL", Optional.of(RunState.FAIL)),

    /** The run keeps its pass and waits for a publish retry. */
    PUBLICATION_PENDS("PUBLISH_PENDING", Optional.of(RunState.PUBLISH_PENDING)),

    /** The record cannot be decoded, so there is no receipt; its bytes go to the dead letter topic. */
    DEAD_LETTER("", Optional.empty());

    private final String receiptStatus;
    private final Optional<RunState> runState;

    ExpectedOutcome(String receiptStatus, Optional<RunState> runState) {
        this.receiptStatus = receiptStatus;
        this.runState = runState;
    }

    String receiptStatus() {
        return receiptStatus;
    }

    /** Empty if there is no run, or if it stays where it was. */
    Optional<RunState> runState() {
        return runState;
    }
}
