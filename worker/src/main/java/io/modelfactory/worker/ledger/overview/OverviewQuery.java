package io.modelfactory.worker.ledger.overview;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.run.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Counts for people. Any method throws a transient fault if the database does not answer. */
public final class OverviewQuery {
    /** More than people want exactly. */
    static final int MOST_COUNTED = 10_000;

    private final Database database;

    public OverviewQuery(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /** One for each state, in the order of the states. */
    public List<StateCount> stateCounts() {
        return database.autoCommit(handle -> handle.createQuery("""
            SELECT wanted.state, at_work.runs + at_rest.runs AS runs, least(at_rest.last_day, :most) AS last_day
            FROM unnest(:states) AS wanted (state)
            CROSS JOIN LATERAL (
                SELECT count(*)::int AS runs FROM (
                    SELECT 1 FROM mf_run WHERE claimable AND state = wanted.state LIMIT :most + 1) AS run) AS at_work
            CROSS JOIN LATERAL (
                SELECT count(*)::int AS runs,
                    (count(*) FILTER (WHERE finished_at > now() - interval '1 day'))::int AS last_day
                FROM (
                    SELECT finished_at FROM mf_run WHERE state_at_rest = wanted.state
                    ORDER BY finished_at DESC LIMIT :most + 1) AS run) AS at_rest
            """)
                .bind("states", texts(List.of(RunState.values()), RunState::name))
                .bind("most", MOST_COUNTED)
                .map((row, context) -> new StateCount(
                        RunState.valueOf(row.getString("state")),
                        Math.min(row.getInt("runs"), MOST_COUNTED),
                        row.getInt("runs") > MOST_COUNTED,
                        row.getInt("last_day")))
                .list());
    }

    /** Until when the leases of runs at work last, by run key. */
    public Map<String, Instant> leaseDeadlines(int limit) {
        return database.autoCommit(handle -> handle.createQuery("""
            SELECT run_key, lease_deadline FROM mf_run WHERE lease_owner IS NOT NULL
            ORDER BY lease_deadline DESC LIMIT :limit
            """)
                .bind("limit", limit)
                .map((row, context) -> Map.entry(row.getString("run_key"), PostgresColumns.time(row, "lease_deadline")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /**
     * Changes whenever a run changes, for every change is a message too. Of two changes at once the later one may be
     * visible first, so who asks looks once more a moment later.
     */
    public long changeMark() {
        return database.autoCommit(handle -> handle.createQuery("SELECT COALESCE(max(id), 0) FROM mf_outbox")
                .mapTo(Long.class)
                .one());
    }
}
