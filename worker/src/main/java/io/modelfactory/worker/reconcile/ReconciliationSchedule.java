package io.modelfactory.worker.reconcile;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reconciles now and then. Nothing waits for it, so nothing that happens in it may end a worker. */
public final class ReconciliationSchedule implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ReconciliationSchedule.class);

    private final Reconciler reconciler;
    private final Duration interval;
    private final WorkerMeters meters;
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** @param interval between two looks for days that are over; zero to never look */
    public ReconciliationSchedule(Reconciler reconciler, Duration interval, WorkerMeters meters) {
        this.reconciler = reconciler;
        this.interval = interval;
        this.meters = meters;
    }

    /** Runs until {@link #stop}. */
    @Override
    public void run() {
        if (interval.isZero()) {
            return;
        }
        try {
            do {
                sweep();
            } while (!stopping.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void stop() {
        stopping.countDown();
    }

    private void sweep() {
        try {
            reconciler.sweep();
        } catch (TransientFaultException fault) {
            meters.transientFault(FaultSource.RECONCILER);
            LOG.warn("reconciliation waits for its next turn: {}", fault.getMessage());
        } catch (RuntimeException bug) {
            meters.transientFault(FaultSource.RECONCILER);
            LOG.error("reconciliation failed; it is tried again at its next turn", bug);
        }
    }
}
