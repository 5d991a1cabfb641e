package io.modelfactory.worker.ledger.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jdbi.v3.core.Handle;

/** Work that only one worker does at a time. The lock ends with the transaction that acquired it. */
public enum AdvisoryLock {
    RELAY("mf-relay"),
    FACTS("mf-facts"),
    STREAM("mf-strem"),
    RECONCILE("mf-recon"),
    ARCHIVE("mf-archv"),
    PURGE("mf-purge");

    /** Eight letters as a number, which no other user of the database is likely to choose. */
    private final long key;

    AdvisoryLock(String letters) {
        this.key = ByteBuffer.wrap(letters.getBytes(StandardCharsets.US_ASCII)).getLong();
    }

    /** Waits until no other transaction holds it. */
    public void acquire(Handle handle) {
        handle.createQuery("SELECT pg_advisory_xact_lock(:key)::text")
                .bind("key", key)
                .mapTo(String.class)
                .one();
    }

    /** False if another transaction holds it. */
    public boolean tryAcquire(Handle handle) {
        return handle.createQuery("SELECT pg_try_advisory_xact_lock(:key)")
                .bind("key", key)
                .mapTo(Boolean.class)
                .one();
    }

    /**
     * Ends the session whose one transaction has held the lock for longer than {@code atLeast}. The database allows it
     * between sessions of one role.
     *
     * @return how many sessions were ended
     */
    public int endHolder(Handle handle, Duration atLeast) {
        return handle.createQuery("SELECT mf_end_lock_holder(:key, :millis * interval '1 millisecond')")
                .bind("key", key)
                .bind("millis", atLeast.toMillis())
                .mapTo(Integer.class)
                .one();
    }

    /** Waits for the lock of this name. In rare cases two names share one lock. */
    public static void acquireNamed(Handle handle, String name) {
        handle.createQuery("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(:name, 0))")
                .bind("name", name)
                .mapTo(Integer.class)
                .one();
    }
}
