package io.modelfactory.worker.inspect;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Follows a run by asking the ledger, until it rests. Watching changes nothing, nor does ceasing to watch. */
public final class RunFollower {
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);

    private final RunLedger ledger;
    private final Clock clock;
    private final Duration pollInterval;
    private final CountDownLatch never = new CountDownLatch(1);

    /** @param pollInterval between two looks at the ledger */
    public RunFollower(RunLedger ledger, Clock clock, Duration pollInterval) {
        this.ledger = ledger;
        this.clock = clock;
        this.pollInterval = pollInterval;
    }

    /** Hears of the run what there is to hear. */
    public interface Listener {
        void onEvent(RunEvent event);

        /** Now and then while nothing happens. */
        void onNoChange(RunRecord run);

        /** The ledger does not answer; it is asked again. */
        void onLedgerOutage(TransientFaultException fault);
    }

    /**
     * Reports all events of the run, the past ones first.
     *
     * @param timeout after which it is followed no longer; empty for as long as it takes
     * @return the run once it is terminal or idle; empty if the timeout came first
     */
    public Optional<RunRecord> followUntilIdle(String runKey, Optional<Duration> timeout, Listener listener)
            throws InterruptedException {
        Optional<Instant> end = timeout.map(clock.instant()::plus);
        Instant lastSign = clock.instant();
        long seen = 0;
        while (true) {
            Optional<RunRecord> found = findRun(runKey, listener);
            // The run is read before its events, so that no event of an idle run is missed.
            List<RunEvent> news = found.isPresent() ? newEvents(runKey, seen, listener) : List.of();
            news.forEach(listener::onEvent);
            if (!news.isEmpty()) {
                seen = news.get(news.size() - 1).seq();
                lastSign = clock.instant();
            }
            if (found.filter(RunRecord::finished).isPresent() && seen > 0) {
                return found;
            }
            Instant now = clock.instant();
            if (end.filter(now::isAfter).isPresent()) {
                return Optional.empty();
            }
            if (found.isPresent() && Duration.between(lastSign, now).compareTo(PROGRESS_INTERVAL) >= 0) {
                listener.onNoChange(found.get());
                lastSign = now;
            }
            never.await(pollInterval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private Optional<RunRecord> findRun(String runKey, Listener listener) {
        try {
            return ledger.find(runKey);
        } catch (TransientFaultException fault) {
            listener.onLedgerOutage(fault);
            return Optional.empty();
        }
    }

    private List<RunEvent> newEvents(String runKey, long seen, Listener listener) {
        try {
            return ledger.eventsAfter(runKey, seen);
        } catch (TransientFaultException fault) {
            listener.onLedgerOutage(fault);
            return List.of();
        }
    }
}
