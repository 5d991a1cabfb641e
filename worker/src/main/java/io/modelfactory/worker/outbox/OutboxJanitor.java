package io.modelfactory.worker.outbox;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.OutboxRows;
import io.modelfactory.worker.ledger.OutboxRows.Purged;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes messages that Kafka acknowledged longer ago than they are kept, now and then, in small transactions. What they told
 * is in the runs' own history, which is kept.
 */
public final class OutboxJanitor implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxJanitor.class);

    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(10);
    private static final int PAGE_ROWS = 1_000;

    private final OutboxRows rows;
    private final Duration retention;
    private final WorkerMeters meters;
    private final CountDownLatch stopping = new CountDownLatch(1);

    public OutboxJanitor(OutboxRows rows, Duration retention, WorkerMeters meters) {
        this.rows = rows;
        this.retention = retention;
        this.meters = meters;
    }

    /** Runs until {@link #stop}. */
    @Override
    public void run() {
        try {
            do {
                sweep();
            } while (!stopping.await(BETWEEN_SWEEPS.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void stop() {
        stopping.countDown();
    }

    /** What a fault leaves is for the next sweep. */
    void sweep() {
        try {
            Purged page = new Purged(0, 0, false);
            while (!page.isLast() && stopping.getCount() > 0) {
                page = rows.purgeRelayed(retention, page.last(), PAGE_ROWS);
                meters.messagesPurged(page.deleted());
            }
        } catch (TransientFaultException fault) {
            meters.transientFault(FaultSource.JANITOR);
            LOG.warn("old messages stay for now: {}", fault.getMessage());
        }
    }
}
