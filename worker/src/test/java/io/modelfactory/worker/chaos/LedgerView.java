package io.modelfactory.worker.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** Queries of a test to the ledger, on connections of its own. */
final class LedgerView {
    private final Jdbi sql;

    LedgerView(DataSource database) {
        this.sql = Jdbi.create(database);
    }

    record Event(long seq, String type) {}

    /**
     * The state of a run.
     *
     * @param pins what the request and the first claim have fixed
     */
    record Run(String state, boolean claimable, boolean leased, Map<String, String> pins, Optional<String> failure) {}

    /** Whether every run is in a terminal or idle state and every receipt and message is sent. */
    boolean isQuiet() {
        return sql.withHandle(
                handle -> handle.createQuery("""
                    SELECT NOT EXISTS (SELECT FROM mf_run WHERE claimable)
                        AND NOT EXISTS (SELECT FROM mf_outbox WHERE relayed_at IS NULL AND set_aside_at IS NULL)
                        AND NOT EXISTS (SELECT FROM mf_request WHERE archived_at IS NULL AND archive_error IS NULL)
                    """).mapTo(Boolean.class).one());
    }

    boolean isAnswered(Collection<String> requestIds) {
        return sql.withHandle(handle -> handle.createQuery("""
            SELECT count(*) = :wanted FROM mf_request
            WHERE request_id = ANY (:ids) AND receipt IS NOT NULL AND archived_at IS NOT NULL
            """)
                .bind("wanted", requestIds.size())
                .bindArray("ids", String.class, requestIds)
                .mapTo(Boolean.class)
                .one());
    }

    /** A run's history, oldest first. */
    List<Event> events(String runKey) {
        return sql.withHandle(handle -> handle.createQuery("""
            SELECT seq, event_type FROM mf_run_event WHERE run_key = :run_key ORDER BY seq
            """)
                .bind("run_key", runKey)
                .map((row, context) -> new Event(row.getLong("seq"), row.getString("event_type")))
                .list());
    }

    Run run(String runKey) {
        return sql.withHandle(handle -> handle.createQuery("SELECT * FROM mf_run WHERE run_key = :run_key")
                .bind("run_key", runKey)
                .map((row, context) -> new Run(
                        row.getString("state"),
                        row.getBoolean("claimable"),
                        row.getString("lease_owner") != null || row.getString("lease_deadline") != null,
                        Map.of(
                                "train_run_key", row.getString("train_run_key"),
                                "scope_key", row.getString("scope_key"),
                                "request", row.getString("request"),
                                "execution_started_at", row.getString("execution_started_at"),
                                "run_config_digest", row.getString("run_config_digest"),
                                "signing_key_id", Objects.toString(row.getString("signing_key_id"), ""),
                                "built_by", Objects.toString(row.getString("built_by"), ""),
                                "published_by", Objects.toString(row.getString("published_by"), "")),
                        Optional.ofNullable(row.getString("failure_code"))))
                .one());
    }

    /** Queues a run that was started in another environment: same request, same pins, same workers. */
    void enqueueStartedRun(String runKey, String platformRunId, Map<String, String> pins) {
        sql.useHandle(handle -> handle.createUpdate("""
            INSERT INTO mf_run (run_key, train_run_key, platform_run_id, scope_key, request, requester,
                state, execution_mode, publish_requested, execution_started_at, run_config_digest,
                signing_key_id, built_by, published_by)
            VALUES (:run_key, :train_run_key, :platform_run_id, :scope_key, :request::jsonb,
                'SYSTEM::chaos', 'QUEUED', 'NONE', true, :execution_started_at::timestamptz,
                :run_config_digest, NULLIF(:signing_key_id, ''), NULLIF(:built_by, '')::jsonb,
                NULLIF(:published_by, '')::jsonb)
            """)
                .bind("run_key", runKey)
                .bind("platform_run_id", platformRunId)
                .bindMap(pins)
                .execute());
    }

    /** What was recorded of an override of the run's gate, as text. */
    Optional<String> publishOverride(String runKey) {
        return sql.withHandle(handle -> handle.createQuery("""
            SELECT publish_override::text FROM mf_run WHERE run_key = :run_key AND publish_override IS NOT NULL
            """)
                .bind("run_key", runKey)
                .mapTo(String.class)
                .findOne());
    }

    /** Grants the run what it was granted in another environment. */
    void overrideGate(String runKey, String publishOverride) {
        sql.useHandle(handle -> handle.createUpdate("""
            UPDATE mf_run SET state = 'RUNNING', execution_mode = 'PUBLISH_ONLY',
                publish_override = :override::jsonb, failure_code = NULL, failure_category = NULL,
                failure_message = NULL, finished_at = NULL, attempts_in_state = 0
            WHERE run_key = :run_key AND failure_code = 'GATE_INCONCLUSIVE'
            """)
                .bind("run_key", runKey)
                .bind("override", publishOverride)
                .execute());
    }

    /** Ends the leases of all runs, as if their time had passed. */
    void endLeases() {
        sql.useHandle(
                handle -> handle.execute("UPDATE mf_run SET lease_deadline = now() WHERE lease_deadline IS NOT NULL"));
    }

    /** The receipts the ledger holds for a request, as text. */
    List<String> receipts(String requestId) {
        return sql.withHandle(handle -> handle.createQuery("""
            SELECT receipt::text FROM mf_request WHERE request_id = :id AND receipt IS NOT NULL
            """)
                .bind("id", requestId)
                .mapTo(String.class)
                .list());
    }

    /**
     * Every row of every table that a worker writes about requests and runs, as text. Where a consumer is reading,
     * which workers there are and how far they have come changes all the time, and decides nothing about them.
     */
    List<String> allRows() {
        return sql.withHandle(handle -> {
            List<String> rows = new ArrayList<>();
            for (String table : handle.createQuery("""
                SELECT table_name FROM information_schema.tables
                WHERE table_schema = 'public' AND table_name LIKE 'mf%'
                    AND table_name NOT IN ('mf_intake_position', 'mf_worker', 'mf_run_progress',
                        'mf_attempt_log')
                ORDER BY 1
                """).mapTo(String.class)) {
                rows.addAll(
                        handle.createQuery("SELECT :table || ' ' || content::text FROM <table> AS content ORDER BY 1")
                                .define("table", table)
                                .bind("table", table)
                                .mapTo(String.class)
                                .list());
            }
            return rows;
        });
    }
}
