package io.modelfactory.worker.ledger;

import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Takes and renews leases on rows of {@code mf_run}; time is the database's. */
final class LeaseDao {
    /** The condition {@code claimable} is that of a partial index, so runs at rest are not even looked at. */
    static final String TAKE = """
            WITH next AS (
                SELECT run_key FROM mf_run
                WHERE claimable AND available_at <= now()
                    AND (lease_deadline IS NULL OR lease_deadline <= now())
                ORDER BY priority DESC, available_at
                LIMIT 1
                FOR UPDATE SKIP LOCKED)
            UPDATE mf_run SET lease_owner = :owner, lease_token = lease_token + 1,
                lease_deadline = now() + :lease_ms * interval '1 millisecond'
            FROM next WHERE mf_run.run_key = next.run_key
            RETURNING mf_run.*
            """;

    private LeaseDao() {}

    /** Takes the next run that has work left and no living lease, passing over those that others are taking right now. */
    static Optional<RunRow> take(Handle handle, String owner, Duration lease) {
        return handle.createQuery(TAKE)
                .bind("owner", owner)
                .bind("lease_ms", lease.toMillis())
                .map(RunRow::read)
                .findOne();
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
