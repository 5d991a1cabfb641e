package io.modelfactory.worker.ledger.lease;

/**
 * Another worker has claimed the run, or it was released. Nothing was written; the worker drops its work on the run.
 */
public final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LeaseLostException(Lease lease) {
        super("lease " + lease.token() + " of " + lease.owner() + " on " + lease.runKey() + " is not held any more");
    }
}
