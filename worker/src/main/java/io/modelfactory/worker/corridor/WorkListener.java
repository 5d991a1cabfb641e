package io.modelfactory.worker.corridor;

import io.github.resilience4j.core.IntervalFunction;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.RunNotices;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes the corridor when the ledger tells of runs to claim, on a connection of its own. While that is lost the corridor finds
 * them by looking, as it would without a listener.
 */
public final class WorkListener implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkListener.class);

    private static final IntervalFunction BACKOFF = IntervalFunction.ofExponentialRandomBackoff(200, 2.0, 0.5, 15_000);
    private static final Duration STOP_CHECK = Duration.ofMillis(250);
    private static final int SILENT_CHECKS = 120;

    private final Supplier<RunNotices> database;
    private final Corridor corridor;
    private final WorkerMeters meters;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean listening;
    private int faults;

    /** @param database listens anew, as {@link RunNotices#listen} does */
    public WorkListener(Supplier<RunNotices> database, Corridor corridor, WorkerMeters meters) {
        this.database = database;
        this.corridor = corridor;
        this.meters = meters;
    }

    /** Runs until {@link #stop}. */
    @Override
    public void run() {
        try {
            while (!isStopping()) {
                listen();
                if (faults > 0 && stopping.await(BACKOFF.apply(faults), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void stop() {
        stopping.countDown();
    }

    /** Whether the connection stands. */
    public boolean isListening() {
        return listening;
    }

    private void listen() {
        try (RunNotices notices = database.get()) {
            listening = true;
            // Nobody told of what came before.
            corridor.wake();
            ring(notices);
        } catch (TransientFaultException fault) {
            faults++;
            meters.transientFault(FaultSource.LISTENER);
            LOG.warn("runs are found by looking for now: {}", fault.getMessage());
        } finally {
            listening = false;
        }
    }

    private void ring(RunNotices notices) {
        int silent = 0;
        while (!isStopping()) {
            if (notices.await(STOP_CHECK)) {
                silent = 0;
                corridor.wake();
            } else if (++silent % SILENT_CHECKS == 0) {
                notices.requireAnswer();
            }
            // Not as soon as it stands: one that is cut again and again must not be opened without a pause.
            faults = 0;
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }
}
