package io.modelfactory.worker.console.page;

import io.modelfactory.worker.console.ConsoleLedger;
import io.modelfactory.worker.console.ConsoleSources;
import io.modelfactory.worker.console.page.NowPage.LedgerOverview;
import io.modelfactory.worker.console.page.NowPage.Notice;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.activity.WorkerStatus;
import java.util.Optional;
import java.util.OptionalLong;

/** Answers for the page Now, also while nothing else answers. */
public final class NowPages {
    private static final int WORKERS = 50;

    private final ConsoleSources sources;

    public NowPages(ConsoleSources sources) {
        this.sources = sources;
    }

    public RouteAnswer now(RouteRequest request) {
        Optional<LedgerOverview> ledger = overview();
        OptionalLong lag = sources.requestLag();
        return RouteAnswer.of(new NowPage(
                ledger,
                lag.isPresent() ? Optional.of(lag.getAsLong()) : Optional.empty(),
                sources.neighbours(),
                ledger.flatMap(found -> notice(found, lag.orElse(0)))));
    }

    private Optional<LedgerOverview> overview() {
        try {
            if (!sources.ledgerExists()) {
                return Optional.empty();
            }
            ConsoleLedger ledger = sources.ledger();
            return Optional.of(new LedgerOverview(
                    ledger.overview().stateCounts(),
                    ledger.workload().backlog(),
                    ledger.workers().workers(WORKERS)));
        } catch (TransientFaultException silent) {
            return Optional.empty();
        }
    }

    private Optional<Notice> notice(LedgerOverview ledger, long lag) {
        long waiting = ledger.backlog().waitingRuns() + lag;
        boolean served = ledger.workers().stream().anyMatch(WorkerStatus::isAlive)
                || ledger.backlog().runsAtWork() > 0;
        if (served) {
            return Optional.empty();
        }
        String text = "No worker takes requests; "
                + (waiting == 0 ? "none waits." : waiting == 1 ? "1 waits." : waiting + " wait.");
        return Optional.of(new Notice(text, Optional.of(sources.workerCommand())));
    }
}
