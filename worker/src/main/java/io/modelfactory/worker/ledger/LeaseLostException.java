package io.modelfactory.worker.ledger;

/** The run belongs to another worker by now, or was handed back. Nothing was written; the work is to be dropped. */
public final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseLostException(Lease lease) {
        super("lease " + lease.token() + " of " + lease.owner() + " on " + lease.runKey() + " is not held any more");
    }
}
