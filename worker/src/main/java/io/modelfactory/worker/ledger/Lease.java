package io.modelfactory.worker.ledger;

/**
 * The right to change a run. Every claim of a run draws a higher token, and the ledger takes a write under the latest only.
 *
 * @param owner the worker that claimed the run
 */
public record Lease(String runKey, String owner, long token) {}
