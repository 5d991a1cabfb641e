package io.modelfactory.worker.ledger.activity;

import io.modelfactory.worker.ledger.activity.WorkerStatus.WorkerState;
import io.modelfactory.worker.ledger.lease.LeasePredicate;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The workers that have registered. Any method throws a transient fault if the database does not answer. */
public final class WorkerRegistry {
    /** Missing heartbeats after which a worker counts as lost. */
    private static final int MISSING_HEARTBEATS = 3;

    /** Workers that are gone are kept for people to look at, but a worker in a crash loop must not fill the disk. */
    private static final int KEPT_WHEN_GONE = 200;

    static final String STATE_SQL = """
        CASE WHEN stopped_at IS NOT NULL THEN 'STOPPED'
            WHEN heartbeat_at + %d * heartbeat_ms * interval '1 millisecond' < now() THEN 'LOST'
            ELSE 'ALIVE' END
        """.formatted(MISSING_HEARTBEATS);

    private final Database database;

    public WorkerRegistry(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /** Says that the worker is alive, for the first time or again; one statement on one row. */
    public void heartbeat(WorkerRegistration worker) {
        database.autoCommit(handle -> handle.createUpdate("""
            INSERT INTO mf_worker (worker_id, stream_id, release_id, run_config_digest, host, process_id,
                run_slots, heartbeat_ms)
            VALUES (:worker_id, :stream_id, :release_id, :run_config_digest, :host, :process_id,
                :run_slots, :heartbeat_ms)
            ON CONFLICT (worker_id) DO UPDATE SET heartbeat_at = now()
            """)
                .bind("worker_id", worker.workerId())
                .bind("stream_id", worker.streamId())
                .bind("release_id", worker.releaseId())
                .bind("run_config_digest", worker.runConfigDigest())
                .bind("host", worker.host())
                .bind("process_id", worker.processId())
                .bind("run_slots", worker.runSlots())
                .bind("heartbeat_ms", worker.heartbeat().toMillis())
                .execute());
    }

    /** Says that the worker stops. */
    public void stop(String workerId) {
        database.autoCommit(handle -> handle.createUpdate(
                        "UPDATE mf_worker SET heartbeat_at = now(), stopped_at = now() WHERE worker_id = :worker_id")
                .bind("worker_id", workerId)
                .execute());
    }

    /** Deletes the oldest of the workers that are gone, if there are many. */
    public void prune() {
        database.autoCommit(handle -> handle.createUpdate("""
            DELETE FROM mf_worker WHERE worker_id IN (
                SELECT worker_id FROM mf_worker WHERE <state> <> 'ALIVE'
                ORDER BY heartbeat_at DESC OFFSET :kept)
            """)
                .define("state", STATE_SQL)
                .bind("kept", KEPT_WHEN_GONE)
                .execute());
    }

    /** All that are known: the living first, then those last seen. */
    public List<WorkerStatus> workers(int limit) {
        return database.autoCommit(handle -> find(handle, "true", Optional.empty(), limit));
    }

    static int countLiving(Handle handle) {
        return handle.createQuery("SELECT count(*) FROM mf_worker WHERE <state> = 'ALIVE'")
                .define("state", STATE_SQL)
                .mapTo(Integer.class)
                .one();
    }

    static Optional<WorkerStatus> lastSeen(Handle handle) {
        return find(handle, "true", Optional.empty(), 1).stream().findFirst();
    }

    static Optional<WorkerStatus> find(Handle handle, String workerId) {
        return find(handle, "worker_id = :worker_id", Optional.of(workerId), 1).stream()
                .findFirst();
    }

    private static List<WorkerStatus> find(Handle handle, String condition, Optional<String> workerId, int limit) {
        var query = handle.createQuery("""
            SELECT worker.*, <state> AS state,
                (EXTRACT(epoch FROM now() - heartbeat_at) * 1000)::bigint AS last_seen_ms,
                ARRAY(SELECT run_key FROM mf_run WHERE lease_owner = worker.worker_id AND <live>
                    ORDER BY claimed_at) AS runs
            FROM mf_worker AS worker WHERE <condition>
            ORDER BY <state> <> 'ALIVE', heartbeat_at DESC LIMIT :limit
            """)
                .define("state", STATE_SQL)
                .define("live", LeasePredicate.LIVE_SQL)
                .define("condition", condition)
                .bind("limit", limit);
        workerId.ifPresent(id -> query.bind("worker_id", id));
        return query.map(WorkerRegistry::read).list();
    }

    private static WorkerStatus read(ResultSet row, StatementContext context) throws SQLException {
        WorkerRegistration registration = new WorkerRegistration(
                row.getString("worker_id"),
                row.getString("stream_id"),
                row.getString("release_id"),
                row.getString("run_config_digest"),
                row.getString("host"),
                row.getLong("process_id"),
                row.getInt("run_slots"),
                Duration.ofMillis(row.getLong("heartbeat_ms")));
        return new WorkerStatus(
                registration,
                PostgresColumns.time(row, "registered_at"),
                PostgresColumns.time(row, "heartbeat_at"),
                Duration.ofMillis(Math.max(0, row.getLong("last_seen_ms"))),
                WorkerState.valueOf(row.getString("state")),
                Arrays.asList((String[]) row.getArray("runs").getArray()));
    }
}
