package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.console.ConsoleSources;
import io.modelfactory.worker.console.page.RunsOrder.OrderKey;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.ledger.overview.DurationPosition;
import io.modelfactory.worker.ledger.overview.MetricPosition;
import io.modelfactory.worker.ledger.overview.RankedListing;
import io.modelfactory.worker.ledger.overview.RunListing;
import io.modelfactory.worker.ledger.overview.RunListing.ListedRun;
import io.modelfactory.worker.ledger.overview.StateListing;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
        return RouteAnswer.of(
                switch (filter.order().key()) {
                    case CHANGED -> byChange(filter, now);
                    case STATE -> byState(filter, now);
                    case LONGEST, SHORTEST -> byDuration(filter, now);
                    case HIGHEST, LOWEST -> byMetric(filter, now);
                });
    }

    /**
     * How far runs were looked at, where that was enough for once.
     *
     * @param changedAt to runs that changed then
     * @param seconds to runs that took so long
     * @param value to runs of which the gate observed this
     */
    private record LookedAt(Optional<Instant> changedAt, Optional<Double> seconds, Optional<Double> value) {
        /** The page is full, or there are no more runs. */
        static final LookedAt ENOUGH = to(Optional.empty());

        static LookedAt to(Optional<Instant> changedAt) {
            return new LookedAt(changedAt, Optional.empty(), Optional.empty());
        }

        static LookedAt toSeconds(double seconds) {
            return new LookedAt(Optional.empty(), Optional.of(seconds), Optional.empty());
        }

        static LookedAt toValue(double value) {
            return new LookedAt(Optional.empty(), Optional.empty(), Optional.of(value));
        }
    }

    private RunsPage byChange(RunsFilter filter, Instant now) {
        RunListing listing =
                sources.ledger().listing().page(filter.listing(), filter.from().map(RunPlaces::changed), SIZE);
        return page(
                filter,
                now,
                listing.runs().stream().map(ListedRun::run).toList(),
                listing.next().map(RunPlaces::text),
                LookedAt.to(listing.searchedTo()));
    }

    private RunsPage byState(RunsFilter filter, Instant now) {
        StateListing listing =
                sources.ledger().states().page(filter.listing(), filter.from().map(RunPlaces::state), SIZE);
        return page(
                filter, now, listing.runs(), listing.next().map(RunPlaces::text), LookedAt.to(listing.searchedTo()));
    }

    private RunsPage byDuration(RunsFilter filter, Instant now) {
        RankedListing<DurationPosition> listing = sources.ledger()
                .durations()
                .page(
                        filter.listing(),
                        filter.order().key() == OrderKey.LONGEST,
                        filter.from().map(RunPlaces::duration),
                        SIZE);
        return ranked(filter, now, listing, RunPlaces::text, next -> LookedAt.toSeconds(next.micros() / MICROS));
    }

    private RunsPage byMetric(RunsFilter filter, Instant now) {
        RankedListing<MetricPosition> listing = sources.ledger()
                .metrics()
                .page(
                        filter.listing(),
                        filter.order().metric().orElseThrow(),
                        filter.order().key() == OrderKey.HIGHEST,
                        filter.from().map(RunPlaces::value),
                        SIZE);
        return ranked(filter, now, listing, RunPlaces::text, next -> LookedAt.toValue(next.value()));
    }

    private <P> RunsPage ranked(
            RunsFilter filter,
            Instant now,
            RankedListing<P> listing,
            Function<P, String> address,
            Function<P, LookedAt> lookedAt) {
        return page(
                filter,
                now,
                listing.runs(),
                listing.next().map(address),
                listing.next().filter(next -> listing.cutShort()).map(lookedAt).orElse(LookedAt.ENOUGH));
    }

    private RunsPage page(
            RunsFilter filter, Instant now, List<RunRecord> runs, Optional<String> next, LookedAt lookedAt) {
        List<RunSummary> summaries = summaries(runs, now);
        return new RunsPage(
                filter.given(),
                summaries,
                next.map(from -> RunsPage.address(filter.given(), Map.of(RunsFilter.FROM, from))),
                lookedAt.changedAt(),
                lookedAt.seconds(),
                lookedAt.value(),
                GateCheck.names(
                        summaries.stream().flatMap(run -> run.checks().stream()).toList()),
                sources.ledger().metrics().metrics());
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
