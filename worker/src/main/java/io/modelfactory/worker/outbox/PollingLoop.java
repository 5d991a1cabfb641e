package io.modelfactory.worker.outbox;

import io.github.resilience4j.core.IntervalFunction;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a piece of work: at once while there is some, after a short rest when there is none, after a backoff on faults. The
 * rest grows to a fifth of a second. A notification from the database would hardly be noticed sooner, and would make all
 * committing transactions queue up for its one lock.
 */
final class PollingLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(PollingLoop.class);

    private static final long MIN_PAUSE_MS = 10;
    private static final long MAX_PAUSE_MS = 200;
    private static final IntervalFunction BACKOFF = IntervalFunction.ofExponentialRandomBackoff(100, 2.0, 0.5, 5_000);

    private final FaultSource name;
    private final IntSupplier work;
    private final WorkerMeters meters;
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** @param work does the next piece; returns how much it did */
    PollingLoop(FaultSource name, IntSupplier work, WorkerMeters meters) {
        this.name = name;
        this.work = work;
        this.meters = meters;
    }

    @Override
    public void run() {
        int faults = 0;
        long idle = MIN_PAUSE_MS;
        try {
            while (!isStopping()) {
                try {
                    int done = work.getAsInt();
                    faults = 0;
                    if (done > 0) {
                        idle = MIN_PAUSE_MS;
                    } else {
                        pause(idle);
                        idle = Math.min(2 * idle, MAX_PAUSE_MS);
                    }
                } catch (TransientFaultException fault) {
                    faults++;
                    meters.transientFault(name);
                    LOG.warn("{} tries again: {}", name.label(), fault.getMessage());
                    pause(BACKOFF.apply(faults));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        stopping.countDown();
    }

    boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void pause(long millis) throws InterruptedException {
        if (stopping.await(millis, TimeUnit.MILLISECONDS)) {
            LOG.debug("{} stopped while resting", name.label());
        }
    }
}
