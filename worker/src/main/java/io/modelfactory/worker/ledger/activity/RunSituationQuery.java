package io.modelfactory.worker.ledger.activity;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import io.modelfactory.worker.ledger.activity.ClaimOrder.QueueKey;
import io.modelfactory.worker.ledger.activity.ClaimOrder.WaitingRun;
import io.modelfactory.worker.ledger.activity.RunSituation.DurationStatistics;
import io.modelfactory.worker.ledger.activity.RunSituation.HandBack;
import io.modelfactory.worker.ledger.activity.RunSituation.LeaseHolder;
import io.modelfactory.worker.ledger.activity.RunSituation.QueuePosition;
import io.modelfactory.worker.ledger.lease.ClaimLimits;
import io.modelfactory.worker.ledger.lease.LeasePredicate;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/** Who works on a run, or what it waits for. What it costs is bounded, however many runs wait or have finished. */
public final class RunSituationQuery {
    /** Runs that are counted before one. */
    private static final int MOST_BEFORE = 1_000;

    private static final int MOST_WAITING = 20_000;

    /** The runs that finished last; among them are those that are like a run. */
    private static final int FINISHED_RUNS = 1_000;

    private final Database database;
    private final ClaimLimits limits;

    /** @param limits under which workers claim */
    public RunSituationQuery(DataSource dataSource, ClaimLimits limits) {
        this.database = new Database(dataSource);
        this.limits = limits;
    }

    /** As of one moment, which may be later than the record's. */
    public RunSituation situation(RunRecord run) {
        return database.readOnlySnapshot(handle -> situation(handle, run));
    }

    private RunSituation situation(Handle handle, RunRecord run) {
        Instant now = handle.createQuery("SELECT now() AS now")
                .map((row, context) -> PostgresColumns.time(row, "now"))
                .one();
        Optional<LeaseHolder> holder = holder(handle, run.runKey());
        boolean held = holder.filter(LeaseHolder::leaseLive).isPresent();
        boolean waits = !run.finished() && !held && !run.availableAt().isAfter(now);
        return new RunSituation(
                now,
                holder,
                run.finished() || holder.isPresent() ? Optional.empty() : handBack(handle, run.runKey()),
                WorkerRegistry.countLiving(handle),
                WorkerRegistry.lastSeen(handle),
                waits ? Optional.of(position(handle, run)) : Optional.empty(),
                run.finished() ? Optional.empty() : similarRuns(handle, run),
                RunProgressRepository.current(handle, run.runKey()));
    }

    private static Optional<LeaseHolder> holder(Handle handle, String runKey) {
        return handle.createQuery("""
            SELECT lease_owner, lease_deadline, <live> AS live FROM mf_run
            WHERE run_key = :run_key AND lease_owner IS NOT NULL
            """)
                .define("live", LeasePredicate.LIVE_SQL)
                .bind("run_key", runKey)
                .map((row, context) -> new LeaseHolder(
                        row.getString("lease_owner"),
                        PostgresColumns.time(row, "lease_deadline"),
                        row.getBoolean("live"),
                        WorkerRegistry.find(handle, row.getString("lease_owner"))))
                .findOne();
    }

    /** The latest event says it, if it is of that kind. */
    private static Optional<HandBack> handBack(Handle handle, String runKey) {
        return handle.createQuery("""
            SELECT detail, occurred_at FROM (
                SELECT event_type, detail, occurred_at FROM mf_run_event
                WHERE run_key = :run_key
                    AND run_month = (SELECT created_month FROM mf_run WHERE run_key = :run_key)
                ORDER BY seq DESC LIMIT 1) AS latest
            WHERE event_type = 'RUN_HANDED_BACK'
            """)
                .bind("run_key", runKey)
                .map((row, context) -> new HandBack(
                        PostgresColumns.json(row, "detail").path("worker_id").asText(),
                        PostgresColumns.time(row, "occurred_at"),
                        PostgresColumns.json(row, "detail").path("message").asText()))
                .findOne();
    }

    private QueuePosition position(Handle handle, RunRecord run) {
        List<WaitingRun> waiting = waiting(handle);
        return new ClaimOrder(waiting, atWork(handle), latestClaims(handle, waiting), limits)
                .positionOf(run.runKey(), MOST_BEFORE);
    }

    /** The queues are found as the claim finds them, and of each the runs that come first. */
    private static List<WaitingRun> waiting(Handle handle) {
        return handle.createQuery("""
            WITH RECURSIVE queue AS (
                (SELECT mf_digest(platform_run_id) AS platform_run, mf_digest(scope_key) AS scope
                    FROM mf_run WHERE claimable
                    ORDER BY mf_digest(platform_run_id), mf_digest(scope_key) LIMIT 1)
                UNION ALL
                SELECT next.platform_run, next.scope FROM queue CROSS JOIN LATERAL (
                    SELECT mf_digest(platform_run_id) AS platform_run, mf_digest(scope_key) AS scope
                    FROM mf_run
                    WHERE claimable
                        AND (mf_digest(platform_run_id), mf_digest(scope_key))
                            > (queue.platform_run, queue.scope)
                    ORDER BY mf_digest(platform_run_id), mf_digest(scope_key) LIMIT 1) AS next)
            SELECT run.* FROM queue CROSS JOIN LATERAL (
                SELECT run_key, platform_run_id, scope_key, priority, available_at FROM mf_run
                WHERE claimable AND mf_digest(platform_run_id) = queue.platform_run
                    AND mf_digest(scope_key) = queue.scope AND available_at <= now() AND <free>
                ORDER BY priority DESC, available_at LIMIT :most) AS run
            LIMIT :most_altogether
            """)
                .define("free", LeasePredicate.FREE_SQL)
                .bind("most", MOST_BEFORE + 1)
                .bind("most_altogether", MOST_WAITING)
                .map((row, context) -> new WaitingRun(
                        row.getString("run_key"),
                        new QueueKey(row.getString("platform_run_id"), row.getString("scope_key")),
                        row.getInt("priority"),
                        PostgresColumns.time(row, "available_at")))
                .list();
    }

    private static List<QueueKey> atWork(Handle handle) {
        return handle.createQuery("SELECT platform_run_id, scope_key FROM mf_run WHERE <live>")
                .define("live", LeasePredicate.LIVE_SQL)
                .map((row, context) -> new QueueKey(row.getString("platform_run_id"), row.getString("scope_key")))
                .list();
    }

    private static Map<String, Instant> latestClaims(Handle handle, List<WaitingRun> waiting) {
        List<String> platformRuns = waiting.stream()
                .map(run -> run.queue().platformRunId())
                .distinct()
                .toList();
        Map<String, Instant> claims = new HashMap<>();
        handle.createQuery("""
            SELECT waiting.platform_run_id, turn.claimed_at
            FROM unnest(:platform_runs) AS waiting (platform_run_id) CROSS JOIN LATERAL (
                SELECT claimed_at FROM mf_run
                WHERE mf_digest(platform_run_id) = mf_digest(waiting.platform_run_id)
                ORDER BY claimed_at DESC NULLS LAST LIMIT 1) AS turn
            WHERE turn.claimed_at IS NOT NULL
            """)
                .bind("platform_runs", texts(platformRuns, Function.identity()))
                .map((row, context) ->
                        Map.entry(row.getString("platform_run_id"), PostgresColumns.time(row, "claimed_at")))
                .forEach(claim -> claims.put(claim.getKey(), claim.getValue()));
        return claims;
    }

    /** Runs for the same scope, or by the same training profile, that came to a verdict. */
    private static Optional<DurationStatistics> similarRuns(Handle handle, RunRecord run) {
        return handle.createQuery("""
            SELECT count(*)::int AS runs,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY taken_ms) AS median,
                percentile_cont(0.9) WITHIN GROUP (ORDER BY taken_ms) AS percentile_90
            FROM (
                SELECT EXTRACT(epoch FROM verdict.recorded_at - run.execution_started_at) * 1000 AS taken_ms
                FROM (
                    SELECT * FROM unnest(ARRAY['PASS', 'PUBLISHED', 'PUBLISH_PENDING', 'FAIL'])
                        AS wanted (state) CROSS JOIN LATERAL (
                        SELECT run_key, scope_key, request, execution_started_at, finished_at FROM mf_run
                        WHERE state_at_rest = wanted.state ORDER BY finished_at DESC LIMIT :most) AS latest
                    ) AS run JOIN mf_gate_attempt AS verdict USING (run_key)
                WHERE run.scope_key = :scope_key OR run.request->>'training_config_ref' = :profile
                ORDER BY run.finished_at DESC LIMIT :most) AS taken
            HAVING count(*) > 0
            """)
                .bind("most", FINISHED_RUNS)
                .bind("scope_key", run.scopeKey())
                .bind("profile", run.request().path("training_config_ref").asText())
                .map((row, context) -> new DurationStatistics(
                        row.getInt("runs"),
                        Duration.ofMillis(Math.round(row.getDouble("median"))),
                        Duration.ofMillis(Math.round(row.getDouble("percentile_90")))))
                .findOne();
    }
}
