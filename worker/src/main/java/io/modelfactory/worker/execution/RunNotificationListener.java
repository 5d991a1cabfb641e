package io.modelfactory.worker.execution;

import io.modelfactory.worker.background.BackgroundLoop;
import io.modelfactory.worker.ledger.RunNotifications;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Wakes the worker pool when the ledger notifies of runs to claim, on a connection of its own. While that is lost, the
 * pool finds runs by polling, as it would without a listener.
 */
public final class RunNotificationListener implements Runnable {
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(250);
    private static final int SILENT_POLLS_BEFORE_CHECK = 120;

    private final Supplier<RunNotifications> subscription;
    private final RunWorkerPool workers;
    private final BackgroundLoop loop;
    private volatile boolean listening;

    /** @param subscription opens a new connection and listens, as {@link RunNotifications#listen} does */
    public RunNotificationListener(
            Supplier<RunNotifications> subscription, RunWorkerPool workers, WorkerMeters meters) {
        this.subscription = subscription;
        this.workers = workers;
        this.loop = BackgroundLoop.connecting(FaultSource.LISTENER, this::listen, meters);
    }

    /** Runs until {@link #stop}. */
    @Override
    public void run() {
        loop.run();
    }

    public void stop() {
        loop.stop();
    }

    /** Whether the connection is open. */
    public boolean isListening() {
        return listening;
    }

    private void listen() {
        try (RunNotifications notifications = subscription.get()) {
            listening = true;
            // Runs that became claimable before the connection was opened are not notified.
            workers.wake();
            forwardNotifications(notifications);
        } finally {
            listening = false;
        }
    }

    private void forwardNotifications(RunNotifications notifications) {
        int silent = 0;
        while (!loop.isStopping()) {
            if (notifications.await(POLL_TIMEOUT)) {
                silent = 0;
                workers.wake();
            } else if (++silent % SILENT_POLLS_BEFORE_CHECK == 0) {
                notifications.requireConnection();
            }
            // Not as soon as it is open: one that is cut again and again must not be opened without a pause.
            loop.resetBackoff();
        }
    }
}
