package io.modelfactory.worker.ledger.lease;

/** What a heartbeat did to one lease. */
public enum LeaseRenewal {
    /** The lease's time begins anew. */
    RENEWED,
    /** The worker holds the lease, but another transaction holds the run's row: the next heartbeat tries again. */
    ROW_LOCKED,
    /** Another worker has claimed the run, or it was released. */
    LOST
}
