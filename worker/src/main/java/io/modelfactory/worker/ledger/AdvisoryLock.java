package io.modelfactory.worker.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jdbi.v3.core.Handle;

/** Work that one worker at a time does, whichever comes first. The lock ends with the transaction that took it. */
enum AdvisoryLock {
    RELAY("mf-relay"),
    ARCHIVE("mf-archv");

    /** Eight letters as a number, which no other user of the database is likely to take for a lock of its own. */
    private final long key;

    AdvisoryLock(String letters) {
        this.key = ByteBuffer.wrap(letters.getBytes(StandardCharsets.US_ASCII)).getLong();
    }

    /** False if another transaction holds it. */
    boolean tryTake(Handle handle) {
        return handle.createQuery("SELECT pg_try_advisory_xact_lock(:key)")
                .bind("key", key)
                .mapTo(Boolean.class)
                .one();
    }
}
