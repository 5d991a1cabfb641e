package io.modelfactory.worker.inspect;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.activity.RunProgress;
import io.modelfactory.worker.ledger.activity.RunProgressRepository;
import io.modelfactory.worker.ledger.activity.RunSituation;
import io.modelfactory.worker.ledger.activity.RunSituationQuery;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Follows a run by asking the ledger, until it rests: its events, how far its worker has come, and what it waits for.
 * Watching changes nothing, nor does ceasing to watch.
 */
public final class RunFollower {
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);

    /** Soon enough that a person does not wait for a worker that is not there. */
    private static final Duration FIRST_NOTICE = Duration.ofSeconds(3);

    private final RunLedger ledger;
    private final RunProgressRepository progress;
    private final RunSituationQuery situations;
    private final Clock clock;
    private final Duration pollInterval;
    private final Duration maxOutage;
    private final CountDownLatch never = new CountDownLatch(1);

    /**
     * @param pollInterval between two looks at the ledger
     * @param maxOutage how long a ledger that does not answer is asked again
     */
    public RunFollower(
            RunLedger ledger,
            RunProgressRepository progress,
            RunSituationQuery situations,
            Clock clock,
            Duration pollInterval,
            Duration maxOutage) {
        this.ledger = ledger;
        this.progress = progress;
        this.situations = situations;
        this.clock = clock;
        this.pollInterval = pollInterval;
        this.maxOutage = maxOutage;
    }

    /** Hears of the run what there is to hear. */
    public interface Listener {
        void onEvent(RunEvent event);

        /** The worker has reported how far it has come: stage, rows, training round, validation metric. */
        void onProgress(RunProgress progress);

        /** Now and then while nothing happens, and soon after the beginning if no worker works on the run. */
        void onNoChange(RunRecord run, RunSituation situation);

        /** The ledger does not answer; it is asked again. */
        void onLedgerOutage(TransientFaultException fault);
    }

    /**
     * Reports all events of the run, the past ones first.
     *
     * @param timeout after which it is followed no longer; empty for as long as it takes
     * @return the run once it is terminal or idle; empty if the timeout came first
     * @throws TransientFaultException if the ledger does not answer for so long that it is not asked again
     */
    public Optional<RunRecord> followUntilIdle(String runKey, Optional<Duration> timeout, Listener listener)
            throws InterruptedException {
        Optional<Instant> end = timeout.map(clock.instant()::plus);
        FollowedRun followed = new FollowedRun(runKey, listener);
        while (true) {
            Optional<RunRecord> found = followed.look();
            if (found.filter(followed::isIdle).isPresent()) {
                return found;
            }
            if (end.filter(clock.instant()::isAfter).isPresent()) {
                return Optional.empty();
            }
            never.await(pollInterval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** What was reported of a run so far. */
    private final class FollowedRun {
        private final String runKey;
        private final Listener listener;
        private final Instant begun = clock.instant();
        private Instant lastSign = begun;
        private Instant lastProgress = Instant.MIN;
        private long lastEvent;
        private Optional<Instant> silentSince = Optional.empty();
        private boolean waitingReported;

        FollowedRun(String runKey, Listener listener) {
            this.runKey = runKey;
            this.listener = listener;
        }

        boolean isIdle(RunRecord run) {
            return run.finished() && lastEvent > 0;
        }

        /** The run as it is now; empty if the ledger does not answer, or has no such run. */
        Optional<RunRecord> look() {
            Instant asked = clock.instant();
            try {
                Optional<RunRecord> found = ledger.find(runKey);
                // The run is read before its events, so that no event of an idle run is missed.
                found.ifPresent(this::report);
                silentSince = Optional.empty();
                return found;
            } catch (TransientFaultException fault) {
                Instant since = silentSince.orElse(asked);
                silentSince = Optional.of(since);
                if (Duration.between(since, clock.instant()).compareTo(maxOutage) >= 0) {
                    throw fault;
                }
                listener.onLedgerOutage(fault);
                return Optional.empty();
            }
        }

        private void report(RunRecord run) {
            for (RunEvent event : ledger.eventsAfter(runKey, lastEvent)) {
                listener.onEvent(event);
                lastEvent = event.seq();
                lastSign = clock.instant();
            }
            if (run.finished()) {
                return;
            }
            progress.current(runKey)
                    .filter(report -> report.updatedAt().isAfter(lastProgress))
                    .ifPresent(this::report);
            if (isQuiet(PROGRESS_INTERVAL) || (!waitingReported && isQuiet(FIRST_NOTICE))) {
                waitingReported = true;
                lastSign = clock.instant();
                listener.onNoChange(run, situations.situation(run));
            }
        }

        private void report(RunProgress report) {
            listener.onProgress(report);
            lastProgress = report.updatedAt();
            lastSign = clock.instant();
        }

        private boolean isQuiet(Duration time) {
            return Duration.between(lastSign, clock.instant()).compareTo(time) >= 0;
        }
    }
}
