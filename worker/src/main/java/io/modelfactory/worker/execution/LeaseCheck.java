package io.modelfactory.worker.execution;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeaseLostException;
import java.util.Optional;

/**
 * Asks the ledger for a lease just before a step that no fencing token guards: the object store cannot refuse the write
 * of a zombie. A ledger that does not answer is no fault of that step, so the fault is remembered.
 */
final class LeaseCheck {
    private final RunLedger ledger;
    private final Lease lease;
    private volatile Optional<TransientFaultException> last = Optional.empty();

    LeaseCheck(RunLedger ledger, Lease lease) {
        this.ledger = ledger;
        this.lease = lease;
    }

    /** @throws LeaseLostException if another worker has claimed the run, or may claim it by now */
    void requireLive() {
        try {
            ledger.requireLive(lease);
        } catch (TransientFaultException fault) {
            last = Optional.of(fault);
            throw fault;
        }
    }

    boolean isCauseOf(TransientFaultException fault) {
        return last.filter(known -> known == fault).isPresent();
    }
}
