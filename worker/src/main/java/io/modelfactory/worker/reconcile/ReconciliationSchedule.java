package io.modelfactory.worker.reconcile;

import io.modelfactory.worker.background.BackgroundLoop;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reconciles at an interval. Nothing waits for it, so no error of it may end a worker. */
public final class ReconciliationSchedule implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ReconciliationSchedule.class);

    private final Reconciler reconciler;
    private final Duration interval;
    private final WorkerMeters meters;
    private final BackgroundLoop loop;

    /** @param interval between two searches for days that are over; zero for none */
    public ReconciliationSchedule(Reconciler reconciler, Duration interval, WorkerMeters meters) {
        this.reconciler = reconciler;
        this.interval = interval;
        this.meters = meters;
        this.loop = BackgroundLoop.every(interval, FaultSource.RECONCILER, this::sweep, meters);
    }

    /** Runs until {@link #stop}. */
    @Override
    public void run() {
        if (!interval.isZero()) {
            loop.run();
        }
    }

    public void stop() {
        loop.stop();
    }

    private void sweep() {
        try {
            reconciler.sweep();
        } catch (TransientFaultException fault) {
            throw fault;
        } catch (RuntimeException bug) {
            meters.transientFault(FaultSource.RECONCILER);
            LOG.error("reconciliation failed; the next sweep tries again", bug);
        }
    }
}
