package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.lease.ClaimLimits;
import io.modelfactory.worker.ledger.lease.LeasePredicate;
import io.modelfactory.worker.ledger.postgres.AdvisoryLock;
import io.modelfactory.worker.ledger.postgres.IndexedText;
import io.modelfactory.worker.ledger.postgres.PositionalStatement;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Chooses the run that is claimed next. The claimable runs of one platform run and one scope are a queue, ordered by
 * priority and then by age. Of the queues below their limits, that one is next whose first run has the highest
 * priority; among equals the platform run with the fewest runs at work, then the one whose latest claim is longest ago.
 * So a platform run with a thousand runs does not delay one with a single run.
 *
 * <p>The cost grows with the number of queues, never with the number of runs: the index is probed for the first run of
 * each queue, and finished runs are not in it.
 */
final class FairClaimQuery {
    static final String NEXT_RUN_SQL =
            """
            WITH RECURSIVE queue AS (
                (SELECT mf_digest(platform_run_id) AS platform_run, mf_digest(scope_key) AS scope
                    FROM mf_run WHERE claimable
                    ORDER BY mf_digest(platform_run_id), mf_digest(scope_key) LIMIT 1)
                UNION ALL
                SELECT next.platform_run, next.scope FROM queue CROSS JOIN LATERAL (
                    SELECT mf_digest(platform_run_id) AS platform_run, mf_digest(scope_key) AS scope FROM mf_run
                    WHERE claimable
                        AND (mf_digest(platform_run_id), mf_digest(scope_key)) > (queue.platform_run, queue.scope)
                    ORDER BY mf_digest(platform_run_id), mf_digest(scope_key) LIMIT 1) AS next),
            at_work AS MATERIALIZED (
                SELECT mf_digest(platform_run_id) AS platform_run, mf_digest(scope_key) AS scope
                FROM mf_run WHERE <live>),
            of_platform_run AS (SELECT platform_run, count(*) AS runs FROM at_work GROUP BY platform_run),
            of_scope AS (SELECT scope, count(*) AS runs FROM at_work GROUP BY scope),
            ordered AS (
                SELECT platform_run, scope
                FROM queue
                CROSS JOIN LATERAL (
                    SELECT priority, available_at FROM mf_run
                    WHERE claimable AND mf_digest(platform_run_id) = queue.platform_run
                        AND mf_digest(scope_key) = queue.scope AND available_at <= now() AND <free>
                    ORDER BY priority DESC, available_at LIMIT 1) AS first
                LEFT JOIN of_platform_run USING (platform_run)
                LEFT JOIN of_scope USING (scope)
                LEFT JOIN LATERAL (
                    SELECT claimed_at FROM mf_run WHERE mf_digest(platform_run_id) = queue.platform_run
                    ORDER BY claimed_at DESC NULLS LAST LIMIT 1) AS turn ON true
                WHERE COALESCE(of_platform_run.runs, 0) < ? AND COALESCE(of_scope.runs, 0) < ?
                ORDER BY first.priority DESC, COALESCE(of_platform_run.runs, 0), turn.claimed_at NULLS FIRST,
                    first.available_at)
            SELECT run.*, clock_timestamp() AS now FROM ordered CROSS JOIN LATERAL (
                SELECT * FROM mf_run
                WHERE claimable AND mf_digest(platform_run_id) = ordered.platform_run
                    AND mf_digest(scope_key) = ordered.scope AND available_at <= now() AND <free>
                ORDER BY priority DESC, available_at LIMIT 1
                FOR NO KEY UPDATE SKIP LOCKED) AS run
            LIMIT 1
            """.replace("<live>", LeasePredicate.LIVE_SQL).replace("<free>", LeasePredicate.FREE_SQL);

    private FairClaimQuery() {}

    /**
     * Locks the next run that has work left and no live lease, skipping those that other workers are claiming right
     * now. The lock is no stronger than a claim needs: who writes the last progress of a run refers to its row, and a
     * run that was just handed back would be passed over for it.
     */
    static Optional<LockedRun> next(Handle handle, ClaimLimits limits) {
        return new PositionalStatement()
                        .sql(NEXT_RUN_SQL)
                        .number(limits.maxPerPlatformRun())
                        .number(limits.maxPerScope())
                        .query(handle.getConnection(), LockedRun::read)
                        .stream()
                        .findFirst();
    }

    /**
     * Whether the limits still allow this run to be claimed. The count that chose it may be outdated; claims of one
     * scope, and of one platform run, wait here for each other's commit, and each counts what the one before has
     * claimed.
     */
    static boolean isWithinLimits(Handle handle, RunRecord run, ClaimLimits limits) {
        return isBelowLimit(handle, "scope_key", run.scopeKey(), limits.maxPerScope())
                && isBelowLimit(handle, "platform_run_id", run.platformRunId(), limits.maxPerPlatformRun());
    }

    private static boolean isBelowLimit(Handle handle, String column, String value, int limit) {
        if (limit == ClaimLimits.NO_LIMIT) {
            return true;
        }
        AdvisoryLock.acquireNamed(handle, "mf_run." + column + "=" + value);
        return handle.createQuery("SELECT count(*) FROM mf_run WHERE <live> AND <matches>")
                        .define("live", LeasePredicate.LIVE_SQL)
                        .define("matches", IndexedText.matches(column, "value"))
                        .bind("value", value)
                        .mapTo(Integer.class)
                        .one()
                < limit;
    }
}
