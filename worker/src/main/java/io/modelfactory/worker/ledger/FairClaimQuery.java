package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.postgres.AdvisoryLock;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Whose turn it is. What waits of one platform run for one scope is a line, ordered by priority and then by age. Of the lines
 * whose limits leave room, that goes first whose first run has the highest priority; among equals the platform run that has
 * the fewest runs at work, then the one whose last turn is longest ago. So a platform run with a thousand runs does not hold
 * up one with a single run.
 *
 * <p>The cost grows with the number of lines, never with the number of runs: the index is probed for the first run of each
 * line, and those at rest are not in it.
 */
final class FairClaimQuery {
    static final String NEXT_RUN_SQL = """
            WITH RECURSIVE line AS (
                (SELECT platform_run_id, scope_key FROM mf_run WHERE claimable
                    ORDER BY platform_run_id, scope_key LIMIT 1)
                UNION ALL
                SELECT next.platform_run_id, next.scope_key FROM line CROSS JOIN LATERAL (
                    SELECT platform_run_id, scope_key FROM mf_run
                    WHERE claimable AND (platform_run_id, scope_key) > (line.platform_run_id, line.scope_key)
                    ORDER BY platform_run_id, scope_key LIMIT 1) AS next),
            at_work AS MATERIALIZED (
                SELECT platform_run_id, scope_key FROM mf_run WHERE lease_owner IS NOT NULL AND lease_deadline > now()),
            of_platform_run AS (SELECT platform_run_id, count(*) AS runs FROM at_work GROUP BY platform_run_id),
            of_scope AS (SELECT scope_key, count(*) AS runs FROM at_work GROUP BY scope_key),
            ordered AS (
                SELECT platform_run_id, scope_key
                FROM line
                CROSS JOIN LATERAL (
                    SELECT priority, available_at FROM mf_run
                    WHERE claimable AND platform_run_id = line.platform_run_id AND scope_key = line.scope_key
                        AND available_at <= now() AND (lease_deadline IS NULL OR lease_deadline <= now())
                    ORDER BY priority DESC, available_at LIMIT 1) AS first
                LEFT JOIN of_platform_run USING (platform_run_id)
                LEFT JOIN of_scope USING (scope_key)
                LEFT JOIN LATERAL (
                    SELECT claimed_at FROM mf_run WHERE platform_run_id = line.platform_run_id
                    ORDER BY claimed_at DESC NULLS LAST LIMIT 1) AS turn ON true
                WHERE COALESCE(of_platform_run.runs, 0) < :per_platform_run AND COALESCE(of_scope.runs, 0) < :per_scope
                ORDER BY first.priority DESC, COALESCE(of_platform_run.runs, 0), turn.claimed_at NULLS FIRST,
                    first.available_at)
            SELECT run.* FROM ordered CROSS JOIN LATERAL (
                SELECT * FROM mf_run
                WHERE claimable AND platform_run_id = ordered.platform_run_id AND scope_key = ordered.scope_key
                    AND available_at <= now() AND (lease_deadline IS NULL OR lease_deadline <= now())
                ORDER BY priority DESC, available_at LIMIT 1
                FOR UPDATE SKIP LOCKED) AS run
            LIMIT 1
            """;

    private FairClaimQuery() {}

    /** Locks the next run that has work left and no living lease, passing over those that others are taking right now. */
    static Optional<RunRow> next(Handle handle, ClaimLimits rules) {
        return handle.createQuery(NEXT_RUN_SQL)
                .bind("per_platform_run", rules.maxPerPlatformRun())
                .bind("per_scope", rules.maxPerScope())
                .map(RunRow::read)
                .findOne();
    }

    /**
     * Whether the limits still leave room for this run. The count that chose it may be old by now; claims of one scope, and of
     * one platform run, wait here for each other's commit, and each counts what the one before has taken.
     */
    static boolean isWithinLimits(Handle handle, RunRow row, ClaimLimits rules) {
        RunRecord run = row.run();
        return isBelowLimit(handle, "scope_key", run.scopeKey(), rules.maxPerScope())
                && isBelowLimit(handle, "platform_run_id", run.platformRunId(), rules.maxPerPlatformRun());
    }

    private static boolean isBelowLimit(Handle handle, String column, String value, int most) {
        if (most == ClaimLimits.NO_LIMIT) {
            return true;
        }
        AdvisoryLock.acquireNamed(handle, "mf_run." + column + "=" + value);
        return handle.createQuery("""
                                SELECT count(*) FROM mf_run
                                WHERE lease_owner IS NOT NULL AND lease_deadline > clock_timestamp() AND <column> = :value
                                """)
                        .define("column", column)
                        .bind("value", value)
                        .mapTo(Integer.class)
                        .one()
                < most;
    }
}
