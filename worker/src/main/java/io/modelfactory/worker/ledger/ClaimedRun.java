package io.modelfactory.worker.ledger;

import java.util.Optional;

/**
 * A run as it stood when it was claimed, and the lease to work on it.
 *
 * @param traceparent of the request that brought it into being, for whoever goes on with its trace
 */
public record ClaimedRun(Lease lease, RunRecord run, Optional<String> traceparent) {}
