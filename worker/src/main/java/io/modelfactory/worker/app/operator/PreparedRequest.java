package io.modelfactory.worker.app.operator;

import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.worker.ledger.IntakeEntry;

/**
 * A request that the guards let pass, as it travels and as the intake will write it down.
 *
 * @param runKey the run it asks for
 * @param refusalHash the payload digest that a worker with other guards would refuse it under
 */
public record PreparedRequest(MfJobRequest message, IntakeEntry.RequestEntry entry, String runKey, String refusalHash) {

    public String requestId() {
        return entry.requestId();
    }
}
