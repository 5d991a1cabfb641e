package io.modelfactory.worker.outbox;

import io.modelfactory.worker.background.BackgroundLoop;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.ledger.outbox.OutboxReader.PurgedPage;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;

/**
 * Deletes messages that Kafka acknowledged longer ago than they are kept, now and then, in small transactions. What
 * they reported is in the runs' own history, which is kept.
 */
public final class OutboxPurger implements Runnable {
    private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(10);
    private static final int PAGE_ROWS = 1_000;

    private final OutboxReader outbox;
    private final Duration retention;
    private final WorkerMeters meters;
    private final BackgroundLoop loop;

    public OutboxPurger(OutboxReader outbox, Duration retention, WorkerMeters meters) {
        this.outbox = outbox;
        this.retention = retention;
        this.meters = meters;
        this.loop = BackgroundLoop.every(SWEEP_INTERVAL, FaultSource.JANITOR, this::sweep, meters);
    }

    /** Runs until {@link #stop}. */
    @Override
    public void run() {
        loop.run();
    }

    public void stop() {
        loop.stop();
    }

    void sweep() {
        PurgedPage page = new PurgedPage(0, 0, false);
        while (!page.isLast() && !loop.isStopping()) {
            page = outbox.purgeRelayed(retention, page.last(), PAGE_ROWS);
            meters.messagesPurged(page.deleted());
        }
    }
}
