package io.modelfactory.worker.ledger;

import java.time.Duration;
import org.jdbi.v3.core.Handle;

/** Takes and renews leases on rows of {@code mf_run}; time is the database's. */
final class LeaseDao {
    private LeaseDao() {}

    /** Takes a run that this transaction has locked, and changes nothing else about it. */
    static Lease acquire(Handle handle, RunRow row, String owner, Duration lease) {
        long token = handle.createQuery("""
                        UPDATE mf_run SET lease_owner = :owner, lease_token = lease_token + 1, claimed_at = clock_timestamp(),
                            lease_deadline = clock_timestamp() + :lease_ms * interval '1 millisecond'
                        WHERE run_key = :run_key
                        RETURNING lease_token
                        """)
                .bind("owner", owner)
                .bind("lease_ms", lease.toMillis())
                .bind("run_key", row.run().runKey())
                .mapTo(Long.class)
                .one();
        return new Lease(row.run().runKey(), owner, token);
    }

    /** Moves the deadline of a lease that nobody else has taken meanwhile. */
    static boolean renew(Handle handle, Lease held, Duration lease) {
        return handle.createUpdate("""
                                UPDATE mf_run SET lease_deadline = now() + :lease_ms * interval '1 millisecond'
                                WHERE run_key = :run_key AND lease_owner = :owner AND lease_token = :token
                                """)
                        .bind("lease_ms", lease.toMillis())
                        .bind("run_key", held.runKey())
                        .bind("owner", held.owner())
                        .bind("token", held.token())
                        .execute()
                > 0;
    }
}
