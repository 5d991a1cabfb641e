package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.console.ConsoleSources;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.ledger.overview.DurationListing;
import io.modelfactory.worker.ledger.overview.RunListing;
import io.modelfactory.worker.ledger.overview.RunListing.ListedRun;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Answers for the list of runs. */
public final class RunsPages {
    private static final int SIZE = 50;
    private static final double MICROS = 1e6;

    private final ConsoleSources sources;
    private final StoredDocuments documents;

    public RunsPages(ConsoleSources sources, StoredDocuments documents) {
        this.sources = sources;
        this.documents = documents;
    }

    public RouteAnswer runs(RouteRequest request) {
        Instant now = sources.ledger().workload().now();
        RunsFilter filter = RunsFilter.of(request, now);
        return RouteAnswer.of(filter.order().isByDuration() ? byDuration(filter, now) : byChange(filter, now));
    }

    private RunsPage byChange(RunsFilter filter, Instant now) {
        RunListing listing = sources.ledger().listing().page(filter.listing(), filter.from(), SIZE);
        return page(
                filter,
                summaries(listing.runs().stream().map(ListedRun::run).toList(), now),
                listing.next().map(RunsFilter::text),
                listing.searchedTo(),
                Optional.empty());
    }

    private RunsPage byDuration(RunsFilter filter, Instant now) {
        DurationListing listing = sources.ledger()
                .durations()
                .page(filter.listing(), filter.order() == RunsOrder.LONGEST, filter.fromDuration(), SIZE);
        return page(
                filter,
                summaries(listing.runs(), now),
                listing.next().map(RunsFilter::text),
                Optional.empty(),
                listing.cutShort() ? listing.next().map(next -> next.micros() / MICROS) : Optional.empty());
    }

    private static RunsPage page(
            RunsFilter filter,
            List<RunSummary> runs,
            Optional<String> next,
            Optional<Instant> searchedTo,
            Optional<Double> searchedToSeconds) {
        return new RunsPage(
                filter.given(),
                runs,
                next.map(from -> RunsPage.address(filter.given(), Map.of(RunsFilter.FROM, from))),
                searchedTo,
                searchedToSeconds,
                GateCheck.names(
                        runs.stream().flatMap(run -> run.checks().stream()).toList()));
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
