package io.modelfactory.worker.execution;

import io.github.resilience4j.core.IntervalFunction;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.RunNotifications;
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
public final class RunNotificationListener implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RunNotificationListener.class);

    private static final IntervalFunction BACKOFF = IntervalFunction.ofExponentialRandomBackoff(200, 2.0, 0.5, 15_000);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(250);
    private static final int SILENT_POLLS_BEFORE_CHECK = 120;

    private final Supplier<RunNotifications> subscription;
    private final RunWorkerPool workers;
    private final WorkerMeters meters;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean listening;
    private int consecutiveFaults;

    /** @param subscription listens anew, as {@link RunNotifications#listen} does */
    public RunNotificationListener(
            Supplier<RunNotifications> subscription, RunWorkerPool workers, WorkerMeters meters) {
        this.subscription = subscription;
        this.workers = workers;
        this.meters = meters;
    }

    /** Runs until {@link #stop}. */
    @Override
    public void run() {
        try {
            while (!isStopping()) {
                listen();
                if (consecutiveFaults > 0 && stopping.await(BACKOFF.apply(consecutiveFaults), TimeUnit.MILLISECONDS)) {
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
        try (RunNotifications notices = subscription.get()) {
            listening = true;
            // Nobody told of what came before.
            workers.wake();
            forwardNotifications(notices);
        } catch (TransientFaultException fault) {
            consecutiveFaults++;
            meters.transientFault(FaultSource.LISTENER);
            LOG.warn("runs are found by looking for now: {}", fault.getMessage());
        } finally {
            listening = false;
        }
    }

    private void forwardNotifications(RunNotifications notices) {
        int silent = 0;
        while (!isStopping()) {
            if (notices.await(POLL_TIMEOUT)) {
                silent = 0;
                workers.wake();
            } else if (++silent % SILENT_POLLS_BEFORE_CHECK == 0) {
                notices.requireConnection();
            }
            // Not as soon as it stands: one that is cut again and again must not be opened without a pause.
            consecutiveFaults = 0;
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }
}
