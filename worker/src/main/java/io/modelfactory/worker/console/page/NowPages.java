package io.modelfactory.worker.console.page;

import io.modelfactory.worker.console.ConsoleLedger;
import io.modelfactory.worker.console.ConsoleSources;
import io.modelfactory.worker.console.LedgerGap;
import io.modelfactory.worker.console.page.NowPage.LedgerOverview;
import io.modelfactory.worker.console.page.NowPage.Notice;
import io.modelfactory.worker.console.page.NowPage.WorkView;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.inspect.ProgressText;
import io.modelfactory.worker.ledger.WorkloadQuery;
import io.modelfactory.worker.ledger.activity.RunProgress;
import io.modelfactory.worker.ledger.activity.WorkerStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Answers for the page Now, also while nothing else answers. */
public final class NowPages {
    private static final int WORKERS = 50;
    private static final int MOST_LEASES = 1_000;

    private final ConsoleSources sources;

    public NowPages(ConsoleSources sources) {
        this.sources = sources;
    }

    public RouteAnswer now(RouteRequest request) {
        OptionalLong lag = sources.requestLag();
        Optional<Long> known = lag.isPresent() ? Optional.of(lag.getAsLong()) : Optional.empty();
        try {
            LedgerOverview ledger = overview();
            return RouteAnswer.of(new NowPage(
                    Optional.of(ledger), Optional.empty(), known, sources.neighbours(), notice(ledger, lag.orElse(0))));
        } catch (TransientFaultException silent) {
            return RouteAnswer.of(new NowPage(
                    Optional.empty(),
                    Optional.ofNullable(silent.getMessage()),
                    known,
                    sources.neighbours(),
                    Optional.empty()));
        }
    }

    private LedgerOverview overview() {
        LedgerGap.of(sources).ifPresent(gap -> {
            throw new TransientFaultException(gap, new IllegalStateException(gap));
        });
        ConsoleLedger ledger = sources.ledger();
        Map<String, Instant> leases = ledger.overview().leaseDeadlines(MOST_LEASES);
        return new LedgerOverview(
                ledger.overview().stateCounts(),
                ledger.workload().backlog(),
                ledger.progress().ofRunsAtWork().stream()
                        .limit(WORKERS)
                        .map(progress -> work(progress, Optional.ofNullable(leases.get(progress.runKey()))))
                        .toList(),
                ledger.workers().workers(WORKERS));
    }

    private static WorkView work(RunProgress progress, Optional<Instant> leaseEnds) {
        return new WorkView(
                progress.runKey(), progress.workerId(), ProgressText.of(progress), StageShare.of(progress), leaseEnds);
    }

    private Optional<Notice> notice(LedgerOverview ledger, long lag) {
        long waiting = ledger.backlog().waitingRuns() + lag;
        boolean served = ledger.workers().stream().anyMatch(WorkerStatus::isAlive)
                || ledger.backlog().runsAtWork() > 0;
        if (served) {
            return Optional.empty();
        }
        String text = "No worker takes requests; "
                + (waiting == 0 ? "none waits." : waiting == 1 ? "1 waits." : atLeast(ledger) + waiting + " wait.");
        return Optional.of(new Notice(text, Optional.of(sources.command("worker run"))));
    }

    /** Where not all that wait were counted. */
    private static String atLeast(LedgerOverview ledger) {
        return ledger.backlog().waitingRuns() < WorkloadQuery.MOST_COUNTED ? "" : "at least ";
    }
}
