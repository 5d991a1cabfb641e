package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.longs;
import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeasePredicate;
import io.modelfactory.worker.ledger.lease.LeaseRenewal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Acquires, renews and reads leases on rows of {@code mf_run}; time is the database's. */
final class LeaseDao {
    private LeaseDao() {}

    /** Acquires the lease of a run that this transaction has locked, and changes nothing else about it. */
    static Lease acquire(Handle handle, String runKey, String owner, Duration lease) {
        long token = handle.createQuery("""
                        UPDATE mf_run SET lease_owner = :owner, lease_token = lease_token + 1,
                            claimed_at = clock_timestamp(),
                            lease_deadline = clock_timestamp() + :lease_ms * interval '1 millisecond'
                        WHERE run_key = :run_key
                        RETURNING lease_token
                        """)
                .bind("owner", owner)
                .bind("lease_ms", lease.toMillis())
                .bind("run_key", runKey)
                .mapTo(Long.class)
                .one();
        return new Lease(runKey, owner, token);
    }

    /**
     * Moves the deadlines of all leases that are still held, in one statement. A row that another transaction has
     * locked is skipped: waiting for it would cost the worker its other leases.
     */
    static Map<Lease, LeaseRenewal> renew(Handle handle, Collection<Lease> leases, Duration lease) {
        List<Lease> held = List.copyOf(leases);
        return handle.createQuery("""
                        WITH lease AS (
                            SELECT * FROM unnest(:run_keys, :owners, :tokens) AS lease (run_key, owner, token)),
                        held AS (
                            SELECT run_key FROM mf_run WHERE <lease> IN (SELECT run_key, owner, token FROM lease)),
                        lockable AS (
                            SELECT run_key FROM mf_run WHERE <lease> IN (SELECT run_key, owner, token FROM lease)
                            ORDER BY run_key FOR NO KEY UPDATE SKIP LOCKED),
                        renewed AS (
                            UPDATE mf_run SET lease_deadline = now() + :lease_ms * interval '1 millisecond'
                            FROM lockable WHERE mf_run.run_key = lockable.run_key
                            RETURNING mf_run.run_key)
                        SELECT lease.*, CASE WHEN run_key IN (SELECT run_key FROM renewed) THEN 'RENEWED'
                            WHEN run_key IN (SELECT run_key FROM held) THEN 'ROW_LOCKED' ELSE 'LOST' END AS renewal
                        FROM lease
                        """)
                .define("lease", LeasePredicate.LEASE_SQL)
                .bind("run_keys", texts(held, Lease::runKey))
                .bind("owners", texts(held, Lease::owner))
                .bind("tokens", longs(held, Lease::token))
                .bind("lease_ms", lease.toMillis())
                .map((row, context) -> Map.entry(
                        new Lease(row.getString("run_key"), row.getString("owner"), row.getLong("token")),
                        LeaseRenewal.valueOf(row.getString("renewal"))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Whether the run is held under this lease and the lease's time has not passed. */
    static boolean isLive(Handle handle, Lease lease) {
        Query query = handle.createQuery("SELECT EXISTS (SELECT FROM mf_run WHERE " + LeasePredicate.HELD_SQL + " AND "
                + LeasePredicate.LIVE_SQL + ")");
        return LeasePredicate.bind(query, lease).mapTo(Boolean.class).one();
    }
}
