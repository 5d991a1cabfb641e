package io.modelfactory.worker.app.worker;

import io.modelfactory.worker.background.BackgroundLoop;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.retention.MonthlyHistory;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the ledger's partitions of the coming months, long before rows of those months come. */
final class HistoryMonthsTask implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryMonthsTask.class);
    private static final Duration INTERVAL = Duration.ofHours(6);

    private final MonthlyHistory history;
    private final BackgroundLoop loop;

    HistoryMonthsTask(MonthlyHistory history, WorkerMeters meters) {
        this.history = history;
        this.loop = BackgroundLoop.every(INTERVAL, FaultSource.JANITOR, this::createMonths, meters);
    }

    @Override
    public void run() {
        loop.run();
    }

    void stop() {
        loop.stop();
    }

    private void createMonths() {
        try {
            history.createComingMonths();
        } catch (TransientFaultException fault) {
            throw fault;
        } catch (RuntimeException refused) {
            // Rows of a month without partitions are kept too, only not by month.
            LOG.warn(
                    "the ledger's coming months are not made, and are tried again in {} h; is grants.sql of this release"
                            + " applied?",
                    INTERVAL.toHours(),
                    refused);
        }
    }
}
