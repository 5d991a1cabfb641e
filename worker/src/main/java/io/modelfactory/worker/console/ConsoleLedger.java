package io.modelfactory.worker.console;

import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.WorkloadQuery;
import io.modelfactory.worker.ledger.activity.RunProgressRepository;
import io.modelfactory.worker.ledger.activity.RunSituationQuery;
import io.modelfactory.worker.ledger.activity.WorkerRegistry;
import io.modelfactory.worker.ledger.overview.AuditTrailQuery;
import io.modelfactory.worker.ledger.overview.ManifestUseQuery;
import io.modelfactory.worker.ledger.overview.OverviewQuery;
import io.modelfactory.worker.ledger.overview.PublishedRunQuery;
import io.modelfactory.worker.ledger.overview.RunDurationQuery;
import io.modelfactory.worker.ledger.overview.RunListingQuery;
import io.modelfactory.worker.ledger.overview.RunMetricQuery;
import io.modelfactory.worker.ledger.overview.RunStateQuery;

/** What is read of the ledger, over connections of the console's own, on which the database refuses every change. */
public record ConsoleLedger(
        RunLedger runs,
        WorkloadQuery workload,
        WorkerRegistry workers,
        RunProgressRepository progress,
        RunSituationQuery situations,
        OverviewQuery overview,
        RunListingQuery listing,
        RunStateQuery states,
        RunDurationQuery durations,
        RunMetricQuery metrics,
        PublishedRunQuery published,
        ManifestUseQuery manifests,
        AuditTrailQuery auditTrail) {}
