package io.modelfactory.worker.ledger.overview;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.activity.RunProgressRepository;
import io.modelfactory.worker.ledger.activity.WorkerRegistry;
import io.modelfactory.worker.ledger.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** What the console asks of the ledger, by name, for a ledger of very many runs. */
public final class OverviewStatements {
    private static final int PAGE = 50;

    private OverviewStatements() {}

    public static Map<String, Runnable> of(DataSource database) {
        RunListingQuery listing = new RunListingQuery(database);
        RunDurationQuery durations = new RunDurationQuery(database);
        OverviewQuery overview = new OverviewQuery(database);
        ManifestUseQuery manifests = new ManifestUseQuery(database);
        AuditTrailQuery audits = new AuditTrailQuery(database);
        Map<String, Runnable> all = new LinkedHashMap<>();
        all.put("console: change mark", overview::changeMark);
        all.put("console: counts", overview::stateCounts);
        all.put("console: workers", () -> new WorkerRegistry(database).workers(PAGE));
        all.put("console: runs at work", () -> new RunProgressRepository(database).ofRunsAtWork());
        all.put("console: leases", () -> overview.leaseDeadlines(PAGE));
        all.put("console: runs", () -> page(listing, RunListingFilter.NONE));
        all.put(
                "console: later runs",
                () -> listing.page(
                        RunListingFilter.NONE,
                        Optional.of(new RunPosition(Instant.now().minus(Duration.ofDays(60)), "")),
                        PAGE));
        all.put("console: runs of a state", () -> page(listing, filter(Optional.of(RunState.FAIL), "", "", "")));
        all.put("console: runs of a requester", () -> page(listing, filter(Optional.empty(), "", "test_7", "")));
        all.put("console: runs of a scope", () -> page(listing, filter(Optional.empty(), "slot_3", "", "")));
        all.put(
                "console: runs by everything",
                () -> page(listing, filter(Optional.of(RunState.FAIL), "slot_0", "test_1", "GATE_FAIL")));
        all.put("console: runs that are not there", () -> page(listing, filter(Optional.empty(), "", "nobody", "")));
        all.put("console: rare code", () -> page(listing, filter(Optional.empty(), "", "", "DATASET_INVALID")));
        for (boolean longestFirst : List.of(true, false)) {
            String order = longestFirst ? "longest" : "shortest";
            all.put(
                    "console: " + order + " runs",
                    () -> durations.page(RunListingFilter.NONE, longestFirst, Optional.empty(), PAGE));
            all.put(
                    "console: more " + order + " runs by everything",
                    () -> durations.page(
                            filter(Optional.of(RunState.FAIL), "slot_0", "test_1", "GATE_FAIL"),
                            longestFirst,
                            Optional.of(new DurationPosition(500_000_000, "tr_1")),
                            PAGE));
        }
        RunStateQuery states = new RunStateQuery(database);
        all.put("console: runs by state", () -> states.page(RunListingFilter.NONE, Optional.empty(), PAGE));
        all.put(
                "console: runs by state and everything",
                () -> states.page(
                        filter(Optional.empty(), "slot_0", "test_1", "GATE_FAIL"),
                        Optional.of(new StatePosition(RunState.PASS, Optional.empty())),
                        PAGE));
        RunMetricQuery metrics = new RunMetricQuery(database);
        all.put("console: metrics", metrics::metrics);
        for (boolean highestFirst : List.of(true, false)) {
            String order = highestFirst ? "highest" : "lowest";
            all.put(
                    "console: " + order + " runs",
                    () -> metrics.page(RunListingFilter.NONE, "auc_roc", highestFirst, Optional.empty(), PAGE));
            all.put(
                    "console: more " + order + " runs by everything",
                    () -> metrics.page(
                            filter(Optional.of(RunState.FAIL), "slot_0", "test_1", "GATE_FAIL"),
                            "auc_roc",
                            highestFirst,
                            Optional.of(new MetricPosition(0.5, "tr_1")),
                            PAGE));
        }
        all.put("console: slots", () -> new PublishedRunQuery(database).latestOfEachSlot(5, 100));
        all.put("console: versions of a slot", () -> new PublishedRunQuery(database).ofSlot("unknown", PAGE));
        all.put("console: datasets", () -> manifests.latest(PAGE));
        all.put("console: runs of a dataset", () -> manifests.runsOf("manifest_7", PAGE));
        all.put("console: references", () -> audits.references(Optional.empty(), false, Optional.empty(), PAGE));
        all.put("console: older references", () -> audits.references(Optional.empty(), false, Optional.of(900L), PAGE));
        all.put("console: configurations", () -> audits.configurationChanges(PAGE));
        all.put("console: verifications", () -> audits.lastVerifications(List.of("tr_1", "tr_2")));
        all.put("console: reconciliations", () -> audits.reconciliations(PAGE));
        return all;
    }

    private static RunListing page(RunListingQuery listing, RunListingFilter filter) {
        return listing.page(filter, Optional.empty(), PAGE);
    }

    private static RunListingFilter filter(Optional<RunState> state, String scope, String requester, String code) {
        return new RunListingFilter(
                state,
                Optional.empty(),
                Optional.of(Instant.now().minus(Duration.ofDays(300))),
                given(code).map(FailureCode::valueOf),
                given(scope),
                given(requester),
                Optional.empty());
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(value -> !value.isEmpty());
    }
}
