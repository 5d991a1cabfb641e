package io.modelfactory.worker.outbox;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.OutboxReader;
import io.modelfactory.worker.ledger.OutboxReader.PurgedPage;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes messages that Kafka acknowledged longer ago than they are kept, now and then, in small transactions. What they reported
 * is in the runs' own history, which is kept.
 */
public final class OutboxPurger implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxPurger.class);

    private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(10);
    private static final int PAGE_ROWS = 1_000;

    private final OutboxReader outbox;
    private final Duration retention;
    private final WorkerMeters meters;
    private final CountDownLatch stopping = new CountDownLatch(1);

    public OutboxPurger(OutboxReader outbox, Duration retention, WorkerMeters meters) {
        this.outbox = outbox;
        this.retention = retention;
        this.meters = meters;
    }

    /** Runs until {@link #stop}. */
    @Override
    public void run() {
        try {
            do {
                sweep();
            } while (!stopping.await(SWEEP_INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
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
            PurgedPage page = new PurgedPage(0, 0, false);
            while (!page.isLast() && stopping.getCount() > 0) {
                page = outbox.purgeRelayed(retention, page.last(), PAGE_ROWS);
                meters.messagesPurged(page.deleted());
            }
        } catch (TransientFaultException fault) {
            meters.transientFault(FaultSource.JANITOR);
            LOG.warn("old messages stay for now: {}", fault.getMessage());
        }
    }
}
