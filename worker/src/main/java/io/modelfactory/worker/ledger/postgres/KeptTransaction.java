package io.modelfactory.worker.ledger.postgres;

import io.modelfactory.worker.failure.TransientFaultException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.jdbi.v3.core.Handle;

/**
 * Sends a statement at intervals while a transaction waits for work outside the database, so that the database does not
 * end it as idle. It does end it if the whole process is stopped, and releases its locks to other workers.
 */
final class KeptTransaction implements AutoCloseable {
    /** Below any idle timeout that a worker sets. */
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(60);

    private final Handle handle;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(BasicThreadFactory.builder()
                    .namingPattern("kept-transaction")
                    .daemon()
                    .build());
    private volatile Optional<RuntimeException> end = Optional.empty();

    private KeptTransaction(Handle handle) {
        this.handle = handle;
    }

    /** Until it is closed, no other thread may use the handle. */
    @SuppressWarnings("FutureReturnValueIgnored") // touch catches what can go wrong, and close() ends it
    static KeptTransaction of(Handle handle) {
        KeptTransaction kept = new KeptTransaction(handle);
        kept.scheduler.scheduleWithFixedDelay(kept::touch, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return kept;
    }

    /** @throws TransientFaultException once the database has ended the transaction */
    void requireOpen() {
        end.ifPresent(cause -> {
            throw new TransientFaultException("the transaction that holds the lock has ended", cause);
        });
    }

    private void touch() {
        if (end.isEmpty()) {
            try {
                handle.createQuery("SELECT 1").mapTo(Integer.class).one();
            } catch (RuntimeException ended) {
                end = Optional.of(ended);
            }
        }
    }

    @Override
    public void close() {
        scheduler.shutdown();
        try {
            if (!scheduler.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the database has not answered for " + CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
