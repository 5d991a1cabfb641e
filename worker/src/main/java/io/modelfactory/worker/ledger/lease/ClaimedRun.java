package io.modelfactory.worker.ledger.lease;

import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.Optional;

/**
 * A run as it was when it was claimed, and the lease under which it may be changed.
 *
 * @param traceparent of the request that created the run, so that the worker continues its trace
 */
public record ClaimedRun(Lease lease, RunRecord run, Optional<String> traceparent) {}
