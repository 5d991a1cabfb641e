package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.console.ConsoleSources;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.ledger.overview.RunListing;
import io.modelfactory.worker.ledger.overview.RunListing.ListedRun;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Answers for the list of runs. */
public final class RunsPages {
    private static final int SIZE = 50;

    private final ConsoleSources sources;
    private final StoredDocuments documents;

    public RunsPages(ConsoleSources sources, StoredDocuments documents) {
        this.sources = sources;
        this.documents = documents;
    }

    public RouteAnswer runs(RouteRequest request) {
        Instant now = sources.ledger().workload().now();
        RunsFilter filter = RunsFilter.of(request, now);
        RunListing listing = sources.ledger().listing().page(filter.listing(), filter.from(), SIZE);
        List<RunRecord> runs = listing.runs().stream().map(ListedRun::run).toList();
        List<RunSummary> summaries = summaries(runs, now);
        return RouteAnswer.of(new RunsPage(
                filter.given(),
                summaries,
                listing.next()
                        .map(next -> RunsPage.address(filter.given(), Map.of(RunsFilter.FROM, RunsFilter.text(next)))),
                listing.searchedTo(),
                GateCheck.names(
                        summaries.stream().flatMap(run -> run.checks().stream()).toList())));
    }

    private List<RunSummary> summaries(List<RunRecord> runs, Instant now) {
        Map<String, JsonNode> receipts = documents.readSoon(runs, ArtifactName.GATE_RECEIPT);
        return runs.stream()
                .map(run -> RunSummary.of(
                        run,
                        now,
                        Stream.ofNullable(receipts.get(run.runKey()))
                                .flatMap(receipt -> GateCheck.of(receipt).stream())
                                .toList()))
                .toList();
    }
}
