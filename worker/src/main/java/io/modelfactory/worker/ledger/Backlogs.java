package io.modelfactory.worker.ledger;

import java.time.Duration;
import javax.sql.DataSource;

/** Counts what waits. Each count reads a partial index of what has work left, never the rows that are done. */
public final class Backlogs {
    private static final int TIMEOUT_SECONDS = 5;

    private final Database database;

    public Backlogs(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /** @throws io.modelfactory.worker.failure.TransientFaultException if the database does not answer in time */
    public Backlog read() {
        return database.direct(handle -> handle.createQuery("""
                        WITH run AS (
                            SELECT available_at, lease_deadline > now() AS held FROM mf_run WHERE claimable)
                        SELECT
                            count(*) FILTER (WHERE held IS NOT TRUE AND available_at <= now()) AS waiting_runs,
                            count(*) FILTER (WHERE held) AS runs_at_work,
                            COALESCE(EXTRACT(EPOCH FROM now()
                                - min(available_at) FILTER (WHERE held IS NOT TRUE AND available_at <= now())), 0)
                                AS oldest_wait_seconds,
                            (SELECT count(*) FROM mf_outbox
                                WHERE relayed_at IS NULL AND set_aside_at IS NULL) AS messages,
                            (SELECT count(*) FROM mf_request
                                WHERE receipt IS NOT NULL AND archived_at IS NULL AND archive_error IS NULL) AS receipts
                        FROM run
                        """)
                .setQueryTimeout(TIMEOUT_SECONDS)
                .map((row, context) -> new Backlog(
                        row.getLong("waiting_runs"),
                        row.getLong("runs_at_work"),
                        Duration.ofMillis(Math.round(row.getDouble("oldest_wait_seconds") * 1_000)),
                        row.getLong("messages"),
                        row.getLong("receipts")))
                .one());
    }

    /**
     * Asks the database for a sign of life.
     *
     * @throws io.modelfactory.worker.failure.TransientFaultException if it gives none
     */
    public void requireAnswer() {
        database.direct(handle -> handle.createQuery("SELECT 1")
                .setQueryTimeout(TIMEOUT_SECONDS)
                .mapTo(Integer.class)
                .one());
    }
}
