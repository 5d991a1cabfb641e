package io.modelfactory.worker.ledger.lease;

/**
 * The right to change a run. Every claim of a run gets a higher fencing token, and the ledger accepts writes under the
 * latest only: those of a zombie, a worker whose lease was lost, change nothing.
 *
 * @param owner the worker that claimed the run
 */
public record Lease(String runKey, String owner, long token) {}
