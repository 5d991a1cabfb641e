package io.modelfactory.worker.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jdbi.v3.core.Handle;

/** Work that one worker at a time does, whichever comes first. The lock ends with the transaction that took it. */
enum AdvisoryLock {
    RELAY("mf-relay"),
    ARCHIVE("mf-archv");

    /**
     * While the broker or the store does not answer, the transaction of the holder stands still. The database ends it after
     * this long, so that a holder that is gone does not keep the lock; longer than it would wait for a run's transaction, which
     * waits for nobody, because an outage is no reason to send everything once more.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Eight letters as a number, which no other user of the database is likely to take for a lock of its own. */
    private final long key;

    AdvisoryLock(String letters) {
        this.key = ByteBuffer.wrap(letters.getBytes(StandardCharsets.US_ASCII)).getLong();
    }

    /** False if another transaction holds it. */
    boolean tryTake(Handle handle) {
        return handle.createQuery("""
                        SELECT pg_try_advisory_xact_lock(:key)
                        FROM set_config('idle_in_transaction_session_timeout', :patience_ms, true)
                        """)
                .bind("key", key)
                .bind("patience_ms", Long.toString(PATIENCE.toMillis()))
                .mapTo(Boolean.class)
                .one();
    }
}
