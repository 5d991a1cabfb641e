package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/** The work that all workers of this ledger together have left, and what needs an operator. */
public final class WorkloadQuery {
    /** Facts are sent within seconds or not soon; the wait for the end of all work includes only these. */
    private static final String RECENT_FACTS_SQL = """
            (SELECT count(*) FROM mf_outbox WHERE best_effort AND relayed_at IS NULL AND set_aside_at IS NULL
                AND created_at > now() - interval '10 seconds') AS facts
            """;

    /** Of each part of a backlog; counting more would cost workers more than people gain by it. */
    public static final long MOST_COUNTED = 1_000;

    private final Database database;

    public WorkloadQuery(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /**
     * What is not done yet.
     *
     * @param runs that are at work, may be claimed, or wait to be retried
     * @param messages that are not relayed
     * @param receipts that are not in the object store
     * @param facts that are not relayed and so young that they may soon be
     */
    public record RemainingWork(long runs, long messages, long receipts, long facts) {
        public boolean isNothing() {
            return runs == 0 && messages == 0 && receipts == 0 && facts == 0;
        }
    }

    /**
     * How far the workers are behind. All but dead letters are counted up to {@link #MOST_COUNTED}.
     *
     * @param waitingRuns that may be claimed now, and that no worker has claimed
     * @param runsAtWork whose lease is live
     * @param longestWait of the first that was counted as waiting; zero if none does
     * @param messages that are not relayed
     * @param receipts that are not in the object store
     * @param facts that are not relayed, for which nothing waits
     * @param deadLetters that were ever written
     */
    public record Backlog(
            long waitingRuns,
            long runsAtWork,
            Duration longestWait,
            long messages,
            long receipts,
            long facts,
            long deadLetters) {}

    /**
     * What no worker continues by itself.
     *
     * @param unpublished runs that passed and whose publication is pending
     * @param messages that were set aside because no broker accepts them
     * @param receipts that the object store refuses
     */
    public record StuckWork(List<RunRecord> unpublished, long messages, long receipts) {
        public StuckWork {
            unpublished = List.copyOf(unpublished);
        }

        public boolean isNothing() {
            return unpublished.isEmpty() && messages == 0 && receipts == 0;
        }
    }

    /** Each count reads a partial index of what has work left, never the rows that are done. */
    public RemainingWork remaining() {
        return database.autoCommit(handle -> handle.createQuery(
                        "SELECT (SELECT count(*) FROM mf_run WHERE claimable) AS runs, messages, receipts, "
                                + RECENT_FACTS_SQL + " FROM mf_backlog")
                .map((row, context) -> new RemainingWork(
                        row.getLong("runs"), row.getLong("messages"), row.getLong("receipts"), row.getLong("facts")))
                .one());
    }

    /** For people who look again and again: the view {@code mf_backlog} counts everything. */
    public Backlog backlog() {
        return database.autoCommit(handle -> handle.createQuery("""
            SELECT waiting.*, letters AS dead_letters,
                (SELECT count(*) FROM (SELECT 1 FROM mf_run WHERE claimable AND lease_deadline > now() LIMIT :most) AS run)
                    AS runs_at_work,
                (SELECT count(*) FROM (SELECT 1 FROM mf_outbox
                    WHERE NOT best_effort AND relayed_at IS NULL AND set_aside_at IS NULL LIMIT :most) AS message)
                    AS messages,
                (SELECT count(*) FROM (SELECT 1 FROM mf_outbox
                    WHERE best_effort AND relayed_at IS NULL AND set_aside_at IS NULL LIMIT :most) AS fact) AS facts,
                (SELECT count(*) FROM (SELECT 1 FROM mf_request
                    WHERE receipt IS NOT NULL AND archived_at IS NULL AND archive_error IS NULL LIMIT :most) AS request)
                    AS receipts
            FROM mf_dead_letter_count CROSS JOIN (
                SELECT count(*) AS waiting_runs,
                    COALESCE(EXTRACT(EPOCH FROM now() - min(available_at)), 0) AS longest_wait_seconds
                FROM (SELECT available_at FROM mf_run
                    WHERE claimable AND available_at <= now() AND COALESCE(lease_deadline <= now(), true)
                    LIMIT :most) AS run) AS waiting
            """)
                .bind("most", MOST_COUNTED)
                .map((row, context) -> new Backlog(
                        row.getLong("waiting_runs"),
                        row.getLong("runs_at_work"),
                        Duration.ofMillis(Math.round(row.getDouble("longest_wait_seconds") * 1_000)),
                        row.getLong("messages"),
                        row.getLong("receipts"),
                        row.getLong("facts"),
                        row.getLong("dead_letters")))
                .one());
    }

    /** What got stuck since {@code since}; at most {@code limit} runs. */
    public StuckWork stuckSince(Instant since, int limit) {
        return database.autoCommit(handle -> {
            List<RunRecord> unpublished = handle.createQuery("""
                            SELECT * FROM mf_run WHERE state_at_rest = 'PUBLISH_PENDING' AND finished_at >=
                                CAST(:since AS
                                timestamptz)
                            ORDER BY finished_at LIMIT :limit
                            """)
                    .bind("since", since.toString())
                    .bind("limit", limit)
                    .map(RunRow::read)
                    .map(RunRow::run)
                    .list();
            return handle.createQuery("""
                            SELECT (SELECT count(*) FROM mf_outbox WHERE set_aside_at >= CAST(:since AS timestamptz))
                                AS messages,
                                (SELECT count(*) FROM mf_request
                                    WHERE archive_error IS NOT NULL AND completed_at >= CAST(:since AS timestamptz))
                                        AS receipts
                            """)
                    .bind("since", since.toString())
                    .map((row, context) -> new StuckWork(unpublished, row.getLong("messages"), row.getLong("receipts")))
                    .one();
        });
    }

    /** The database's time, by which everything in the ledger is dated. */
    public Instant now() {
        return database.autoCommit(handle ->
                handle.createQuery("SELECT now()").mapTo(Instant.class).one());
    }
}
