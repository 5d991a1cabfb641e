package io.modelfactory.worker.console.live;

import io.modelfactory.worker.console.ConsoleSources;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.RunNotifications;
import io.modelfactory.worker.ledger.activity.RunProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the ledger at once where it notifies of a change, and once a second in any case, on behalf of everyone who
 * looks at the console: of how far builds have come no one notifies, nor of anything while no message is relayed. Two
 * statements are sent each time, both on what is at work; a ledger in which nothing happens says so by a number that
 * stays.
 */
public final class LedgerWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** A relay at work notifies hundreds of times a second: each look takes all that came until then. */
    static final Duration PAUSE_AFTER_NOTIFICATION = Duration.ofMillis(250);

    /** Of two changes at once the later may be visible first: so many looks more follow it. */
    private static final int LOOKS_AFTER_CHANGE = 2;

    /** So often a listener hears that nothing has changed, and knows that it would hear otherwise. */
    private static final int LOOKS_BETWEEN_BEATS = 8;

    private final ConsoleSources sources;
    private final TrainingCurves curves;
    private final Consumer<LedgerChange> listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "console-watch");
    private final Map<String, Instant> reported = new HashMap<>();
    private @Nullable RunNotifications notifications;
    private long mark = -1;
    private int looksToFollow;
    private int looksSinceSent;
    private boolean reachable = true;

    /** @param listener hears of changes, and now and then that there was none */
    public LedgerWatch(ConsoleSources sources, TrainingCurves curves, Consumer<LedgerChange> listener) {
        this.sources = sources;
        this.curves = curves;
        this.listener = listener;
        thread.setDaemon(true);
    }

    /**
     * What browsers are told.
     *
     * @param changed whether a page may show something else by now
     * @param reachable whether the ledger answers
     * @param runs that reported how far they have come
     */
    public record LedgerChange(boolean changed, boolean reachable, List<String> runs) {
        public LedgerChange {
            runs = List.copyOf(runs);
        }
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                boolean notified = await();
                look(notified).ifPresent(listener);
                if (notified) {
                    pause(PAUSE_AFTER_NOTIFICATION);
                }
            }
        } catch (InterruptedException end) {
            LOG.debug("the watch ends", end);
        } finally {
            stopListening();
        }
    }

    /** Whether the ledger has notified of a change meanwhile. */
    private boolean await() throws InterruptedException {
        try {
            RunNotifications listening = notifications == null ? sources.listen() : notifications;
            notifications = listening;
            return listening.await(INTERVAL);
        } catch (TransientFaultException lost) {
            stopListening();
            pause(INTERVAL);
            return false;
        }
    }

    private void pause(Duration atMost) throws InterruptedException {
        boolean ended = closed.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        LOG.trace("the watch {}", ended ? "ends" : "goes on");
    }

    private void stopListening() {
        try {
            if (notifications != null) {
                notifications.close();
            }
        } catch (TransientFaultException lost) {
            LOG.debug("the connection was lost before it was closed", lost);
        }
        notifications = null;
    }

    private Optional<LedgerChange> look(boolean notified) {
        try {
            long now = sources.ledger().overview().changeMark();
            looksToFollow = now != mark || notified ? LOOKS_AFTER_CHANGE : Math.max(-1, looksToFollow - 1);
            mark = now;
            Set<String> runs = progressed(sources.ledger().progress().ofRunsAtWork());
            boolean back = !reachable;
            reachable = true;
            return say(back || looksToFollow >= 0 || !runs.isEmpty(), List.copyOf(runs));
        } catch (RuntimeException silent) {
            LOG.debug("the ledger does not answer the console", silent);
            boolean lost = reachable;
            reachable = false;
            return say(lost, List.of());
        }
    }

    private Optional<LedgerChange> say(boolean changed, List<String> runs) {
        looksSinceSent++;
        if (!changed && looksSinceSent < LOOKS_BETWEEN_BEATS) {
            return Optional.empty();
        }
        looksSinceSent = 0;
        return Optional.of(new LedgerChange(changed, reachable, runs));
    }

    private Set<String> progressed(List<RunProgress> reports) {
        Set<String> runs = new TreeSet<>();
        for (RunProgress report : reports) {
            if (!report.updatedAt().equals(reported.put(report.runKey(), report.updatedAt()))) {
                curves.add(report);
                runs.add(report.runKey());
            }
        }
        reported.keySet().retainAll(reports.stream().map(RunProgress::runKey).toList());
        return runs;
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
