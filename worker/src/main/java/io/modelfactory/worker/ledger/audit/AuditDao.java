package io.modelfactory.worker.ledger.audit;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import io.modelfactory.worker.ledger.postgres.IndexedText;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.postgres.PostgresText;
import io.modelfactory.worker.ledger.postgres.StatementBatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** Rows of {@code mf_evidence_audit}: written once, never changed. */
public final class AuditDao {
    static final String RESOLVED = "RESOLVED";

    private AuditDao() {}

    public static void append(StatementBatch batch, List<AuditEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        batch.add(
                """
                        INSERT INTO mf_evidence_audit (platform_run_id, run_key, request_id, actor, actor_source_type,
                            worker_id, purpose, what, ref, sha256, outcome)
                        SELECT * FROM unnest(:audit_platform_run_ids, :audit_run_keys, :audit_request_ids,
                            :audit_actors,
                            :audit_source_types, :audit_worker_ids, :audit_purposes, :audit_whats, :audit_refs,
                            :audit_digests, :audit_outcomes)
                        """,
                update -> update.bind("audit_platform_run_ids", texts(entries, AuditEntry::platformRunId))
                        .bind(
                                "audit_run_keys",
                                texts(entries, entry -> entry.runKey().orElse(null)))
                        .bind(
                                "audit_request_ids",
                                texts(entries, entry -> entry.requestId().orElse(null)))
                        .bind(
                                "audit_actors",
                                texts(entries, entry -> entry.actor().id()))
                        .bind(
                                "audit_source_types",
                                texts(entries, entry -> entry.actor().sourceType()))
                        .bind("audit_worker_ids", texts(entries, AuditEntry::workerId))
                        .bind(
                                "audit_purposes",
                                texts(
                                        entries,
                                        entry -> entry.resolution().purpose().name()))
                        .bind(
                                "audit_whats",
                                texts(entries, entry -> entry.resolution().what()))
                        .bind(
                                "audit_refs",
                                texts(
                                        entries,
                                        entry -> PostgresText.sanitize(
                                                entry.resolution().ref())))
                        .bind(
                                "audit_digests",
                                texts(
                                        entries,
                                        entry -> entry.resolution().sha256().orElse(null)))
                        .bind(
                                "audit_outcomes",
                                texts(
                                        entries,
                                        entry -> entry.resolution()
                                                .refusal()
                                                .map(Enum::name)
                                                .orElse(RESOLVED))));
    }

    public static List<AuditRecord> findByRun(Handle handle, String runKey) {
        return handle.createQuery("SELECT * FROM mf_evidence_audit WHERE <of_run> ORDER BY id")
                .define("of_run", IndexedText.matches("run_key"))
                .bind("run_key", runKey)
                .map(AuditDao::read)
                .list();
    }

    /** The latest, latest first. */
    public static List<AuditRecord> findLatest(
            Handle handle, Optional<String> platformRunId, boolean refusedOnly, int limit) {
        return findBefore(handle, platformRunId, refusedOnly, Long.MAX_VALUE, limit);
    }

    /** The latest of those with smaller ids, latest first. */
    public static List<AuditRecord> findBefore(
            Handle handle, Optional<String> platformRunId, boolean refusedOnly, long before, int limit) {
        String ofPlatformRun = platformRunId.isPresent() ? "AND " + IndexedText.matches("platform_run_id") : "";
        Query query = handle.createQuery("""
                        SELECT * FROM mf_evidence_audit WHERE <wanted> <of_platform_run> AND id < :before
                        ORDER BY id DESC LIMIT :limit
                        """)
                .bind("before", before)
                .define("wanted", refusedOnly ? "outcome <> 'RESOLVED'" : "true")
                .define("of_platform_run", ofPlatformRun)
                .bind("limit", limit);
        platformRunId.ifPresent(id -> query.bind("platform_run_id", id));
        return query.map(AuditDao::read).list();
    }

    private static AuditRecord read(ResultSet row, StatementContext context) throws SQLException {
        return new AuditRecord(
                row.getLong("id"),
                PostgresColumns.time(row, "occurred_at"),
                row.getString("platform_run_id"),
                PostgresColumns.optionalText(row, "run_key"),
                PostgresColumns.optionalText(row, "request_id"),
                row.getString("actor"),
                row.getString("actor_source_type"),
                row.getString("worker_id"),
                row.getString("purpose"),
                row.getString("what"),
                row.getString("ref"),
                PostgresColumns.optionalText(row, "sha256"),
                row.getString("outcome"));
    }
}
