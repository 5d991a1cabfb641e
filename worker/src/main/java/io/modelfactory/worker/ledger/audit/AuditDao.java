package io.modelfactory.worker.ledger.audit;

import io.modelfactory.worker.ledger.postgres.IndexedText;
import io.modelfactory.worker.ledger.postgres.PositionalStatement;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.postgres.PostgresText;
import io.modelfactory.worker.ledger.postgres.RowSource;
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

    /** Appends a statement that writes entries in their order. */
    public static void append(PositionalStatement statement, List<AuditEntry> entries) {
        RowSource<AuditEntry> rows = new RowSource<>("entry", entries)
                .text("platform_run_id", AuditEntry::platformRunId)
                .text("run_key", entry -> entry.runKey().orElse(null))
                .text("request_id", entry -> entry.requestId().orElse(null))
                .text("actor", entry -> entry.actor().id())
                .text("actor_source_type", entry -> entry.actor().sourceType())
                .text("worker_id", AuditEntry::workerId)
                .text("purpose", entry -> entry.resolution().purpose().name())
                .text("what", entry -> entry.resolution().what())
                .text("ref", entry -> PostgresText.sanitize(entry.resolution().ref()))
                .text("sha256", entry -> entry.resolution().sha256().orElse(null))
                .text("outcome", AuditDao::outcome);
        String columns = rows.columns();
        statement.sql("INSERT INTO mf_evidence_audit (" + columns + ") SELECT " + columns + " FROM ");
        rows.addTo(statement);
        statement.sql(" ORDER BY position");
    }

    private static String outcome(AuditEntry entry) {
        return entry.resolution().refusal().map(Enum::name).orElse(RESOLVED);
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
