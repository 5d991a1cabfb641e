package io.modelfactory.worker.ledger.overview;

import io.modelfactory.worker.ledger.audit.AuditDao;
import io.modelfactory.worker.ledger.audit.AuditRecord;
import io.modelfactory.worker.ledger.audit.ConsoleAction;
import io.modelfactory.worker.ledger.audit.ConsoleActionLog;
import io.modelfactory.worker.ledger.audit.ConsoleActionRecord;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What auditors look at: references that were followed, reconciliations, changes of configuration. Any method throws a
 * transient fault if the database does not answer.
 */
public final class AuditTrailQuery {
    private final Database database;
    private final ConsoleActionLog actions;

    public AuditTrailQuery(DataSource dataSource) {
        this.database = new Database(dataSource);
        this.actions = new ConsoleActionLog(dataSource);
    }

    /** A start under another configuration than before. */
    public record ConfigurationChange(
            String streamId,
            long revision,
            String runConfigDigest,
            String launcherPolicyId,
            String launcherPolicyRevision,
            String releaseId,
            String workerId,
            Instant startedAt) {}

    /** @param period a day, or {@code FINAL} */
    public record ReconciledPeriod(
            String platformRunId, String period, String objectKey, Instant reconciledAt, boolean archived) {}

    /**
     * References that were followed, latest first.
     *
     * @param before ids from this one on are left out; empty for the latest
     */
    public List<AuditRecord> references(
            Optional<String> platformRunId, boolean refusedOnly, Optional<Long> before, int limit) {
        return database.autoCommit(handle ->
                AuditDao.findBefore(handle, platformRunId, refusedOnly, before.orElse(Long.MAX_VALUE), limit));
    }

    /** What people did on the console, latest first. */
    public List<ConsoleActionRecord> consoleActions(int limit) {
        return actions.latest(Optional.empty(), limit);
    }

    /**
     * How the last verification of each run ended that someone asked for on the console; of others nothing is known.
     */
    public Map<String, ConsoleActionRecord> lastVerifications(List<String> runKeys) {
        return actions.lastEnds(ConsoleAction.VERIFY, runKeys);
    }

    /** Latest first. */
    public List<ConfigurationChange> configurationChanges(int limit) {
        return database.autoCommit(handle -> handle.createQuery(
                        "SELECT * FROM mf_stream_revision ORDER BY started_at DESC LIMIT :limit")
                .bind("limit", limit)
                .map((row, context) -> new ConfigurationChange(
                        row.getString("stream_id"),
                        row.getLong("revision"),
                        row.getString("run_config_digest"),
                        row.getString("launcher_policy_id"),
                        row.getString("launcher_policy_revision"),
                        row.getString("service_release_id"),
                        row.getString("worker_id"),
                        PostgresColumns.time(row, "started_at")))
                .list());
    }

    /** Latest first. */
    public List<ReconciledPeriod> reconciliations(int limit) {
        return database.autoCommit(handle -> handle.createQuery("""
            SELECT platform_run_id, period, object_key, reconciled_at, archived_at IS NOT NULL AS archived
            FROM mf_reconciliation ORDER BY reconciled_at DESC LIMIT :limit
            """)
                .bind("limit", limit)
                .map((row, context) -> new ReconciledPeriod(
                        row.getString("platform_run_id"),
                        row.getString("period"),
                        row.getString("object_key"),
                        PostgresColumns.time(row, "reconciled_at"),
                        row.getBoolean("archived")))
                .list());
    }
}
