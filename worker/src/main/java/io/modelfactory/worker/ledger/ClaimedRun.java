package io.modelfactory.worker.ledger;

/** A run as it stood when it was claimed, and the lease to work on it. */
public record ClaimedRun(Lease lease, RunRecord run) {}
