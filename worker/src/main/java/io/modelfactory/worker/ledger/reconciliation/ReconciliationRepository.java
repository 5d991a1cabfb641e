package io.modelfactory.worker.ledger.reconciliation;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.ledger.postgres.AdvisoryLock;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.IndexedText;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.postgres.PostgresText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/** The data of the ledger that a reconciliation compares, and the reconciliations themselves, each written once. */
public final class ReconciliationRepository {
    /** A transaction that began before midnight dates its rows before midnight; after this time it has ended. */
    private static final Duration SETTLING_TIME = Duration.ofMinutes(15);

    private final Database database;

    public ReconciliationRepository(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /** A day of a platform run with events or answers. */
    public record DueDay(String platformRunId, LocalDate day) {}

    /** A reconciliation that is written. Its document never changes; whether the store has it does. */
    public record StoredReconciliation(
            String platformRunId, String period, String objectKey, JsonNode document, boolean archived) {}

    /** Counts and objects as of one moment. */
    public record LedgerSnapshot(LedgerCounts counts, LedgerObjects objects) {}

    /**
     * Runs the work unless another worker reconciles; false in that case. However long the work takes, no other worker
     * does the same meanwhile.
     *
     * @param work is given a check that throws {@link io.modelfactory.worker.failure.TransientFaultException} once the
     *     lock is lost: another worker may continue then
     */
    public boolean runExclusively(Consumer<Runnable> work) {
        return database.withLock(AdvisoryLock.RECONCILE, work);
    }

    /**
     * Days that are over and not reconciled yet.
     *
     * @param platformRunId of this platform run only, if one is named
     * @param lookback how far to look back; a day before that is reconciled on request only
     */
    public List<DueDay> findDueDays(Optional<String> platformRunId, Duration lookback) {
        String ofPlatformRun = platformRunId.isPresent() ? "AND " + IndexedText.matches("platform_run_id") : "";
        return database.autoCommit(handle -> {
            Query query = handle.createQuery("""
                        WITH activity AS (
                            SELECT platform_run_id, occurred_at AS moment
                            FROM mf_run_event JOIN mf_run USING (run_key)
                            WHERE occurred_at >= now() - :lookback_s * interval '1 second' <of_platform_run>
                            UNION ALL
                            SELECT platform_run_id, completed_at FROM mf_request
                            WHERE completed_at >= now() - :lookback_s * interval '1 second' <of_platform_run>),
                        active AS (
                            SELECT DISTINCT platform_run_id, (moment AT TIME ZONE 'UTC')::date AS day FROM activity)
                        SELECT platform_run_id, day::text AS day FROM active
                        WHERE (day + 1)::timestamp AT TIME ZONE 'UTC' <= now() - :settling_s * interval '1 second'
                            AND NOT EXISTS (SELECT FROM mf_reconciliation done
                                WHERE done.platform_run_id = active.platform_run_id AND done.period = active.day::text)
                        ORDER BY day, platform_run_id
                        """)
                    .bind("lookback_s", lookback.toSeconds())
                    .bind("settling_s", SETTLING_TIME.toSeconds())
                    .define("of_platform_run", ofPlatformRun);
            platformRunId.ifPresent(id -> query.bind("platform_run_id", id));
            return query.map((row, context) ->
                            new DueDay(row.getString("platform_run_id"), LocalDate.parse(row.getString("day"))))
                    .list();
        });
    }

    /** Whether no event can be dated on the day any more, by the database's clock. */
    public boolean isOver(LocalDate day) {
        return database.autoCommit(
                handle -> handle.createQuery("SELECT :end::timestamptz <= now() - :settling_s * interval '1 second'")
                        .bind("end", ReconciliationPeriod.of(day).to())
                        .bind("settling_s", SETTLING_TIME.toSeconds())
                        .mapTo(Boolean.class)
                        .one());
    }

    /** Runs of a platform run that have work left, and requests of it that are not answered or archived. */
    public long countOpenWork(String platformRunId) {
        return database.autoCommit(handle -> handle.createQuery("""
                        SELECT (SELECT count(*) FROM mf_run WHERE <of_platform_run> AND claimable)
                            + (SELECT count(*) FROM mf_request WHERE <of_platform_run>
                                AND (receipt IS NULL OR (archived_at IS NULL AND archive_error IS NULL)))
                        """)
                .define("of_platform_run", IndexedText.matches("platform_run_id", "id"))
                .bind("id", platformRunId)
                .mapTo(Long.class)
                .one());
    }

    /** Whether any request ever named the platform run. */
    public boolean isKnownPlatformRun(String platformRunId) {
        return database.autoCommit(
                handle -> handle.createQuery("SELECT EXISTS (SELECT FROM mf_request WHERE <of_platform_run>)")
                        .define("of_platform_run", IndexedText.matches("platform_run_id", "id"))
                        .bind("id", platformRunId)
                        .mapTo(Boolean.class)
                        .one());
    }

    public LedgerSnapshot snapshot(String platformRunId, ReconciliationPeriod period) {
        return database.readOnlySnapshot(handle -> new LedgerSnapshot(
                new ReconciliationCountsDao(handle, platformRunId, period).counts(),
                new ReconciliationObjectsDao(handle, platformRunId, period).objects()));
    }

    public Optional<StoredReconciliation> find(String platformRunId, ReconciliationPeriod period) {
        return database.autoCommit(handle -> handle.createQuery(
                        "SELECT * FROM mf_reconciliation WHERE platform_run_id = :id AND period = :period")
                .bind("id", platformRunId)
                .bind("period", period.name())
                .map((row, context) -> stored(row))
                .findOne());
    }

    /** Writes a reconciliation; false if there is one of this period already, which is then the valid one. */
    public boolean write(String platformRunId, ReconciliationPeriod period, String objectKey, JsonNode document) {
        return database.transaction(handle -> handle.createUpdate("""
                                INSERT INTO mf_reconciliation (platform_run_id, period, object_key, document)
                                VALUES (:id, :period, :key, :document::jsonb) ON CONFLICT DO NOTHING
                                """)
                        .bind("id", platformRunId)
                        .bind("period", period.name())
                        .bind("key", objectKey)
                        .bind("document", CanonicalJson.text(document))
                        .execute()
                > 0);
    }

    /** Those that the store does not have yet. */
    public List<StoredReconciliation> findUnarchived(int limit) {
        return database.autoCommit(handle -> handle.createQuery("""
                        SELECT * FROM mf_reconciliation WHERE archived_at IS NULL AND archive_error IS NULL
                        ORDER BY reconciled_at LIMIT :limit
                        """)
                .bind("limit", limit)
                .map((row, context) -> stored(row))
                .list());
    }

    public void markArchived(StoredReconciliation stored) {
        mark(stored, "archived_at = now()", Optional.empty());
    }

    /** Marks a reconciliation that the store refuses, for an operator; the ledger keeps it. */
    public void setAside(StoredReconciliation stored, String error) {
        mark(stored, "archive_error = :error", Optional.of(PostgresText.sanitize(error)));
    }

    private void mark(StoredReconciliation stored, String change, Optional<String> error) {
        database.transaction(handle -> {
            Update update = handle.createUpdate("UPDATE mf_reconciliation SET " + change
                            + " WHERE platform_run_id = :id AND period = :period")
                    .bind("id", stored.platformRunId())
                    .bind("period", stored.period());
            error.ifPresent(why -> update.bind("error", why));
            return update.execute();
        });
    }

    private static StoredReconciliation stored(ResultSet row) throws SQLException {
        return new StoredReconciliation(
                row.getString("platform_run_id"),
                row.getString("period"),
                row.getString("object_key"),
                PostgresColumns.json(row, "document"),
                PostgresColumns.optionalTime(row, "archived_at").isPresent());
    }
}
