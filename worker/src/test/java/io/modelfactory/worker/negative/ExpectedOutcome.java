package io.modelfactory.worker.negative;

import io.modelfactory.worker.ledger.RunState;
import java.util.Optional;

/** Where a bad input ends, and with it which receipt is written and where the run is left. */
enum ExpectedOutcome {
    /** At intake: a receipt, its message, and neither a run nor a file. */
    REFUSED("FAILED", Optional.empty()),

    /** At intake too, but about a run: the run's history says so, and the run stays where it stands. */
    RETRY_REFUSED("FAILED", Optional.empty()),

    /** The run fails for good. */
    RUN_FAILS("FAILED", Optional.of(RunState.FAIL)),

    /** The run fails because its model is not good enough. */
    GATE_FAILS("GATE_FAIL", Optional.of(RunState.FAIL)),

    /** The run keeps its pass and waits for somebody to have it published again. */
    PUBLICATION_PENDS("PUBLISH_PENDING", Optional.of(RunState.PUBLISH_PENDING)),

    /** Nobody can read the record, so nobody is answered; its bytes go to the dead letters. */
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
