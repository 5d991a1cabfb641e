package io.modelfactory.worker.ledger.activity;

import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.progress.BuildProgress;

/** What a worker reports of a run that it holds. */
public record ProgressReport(Lease lease, RunStage stage, BuildProgress build) {}
