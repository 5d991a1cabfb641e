package io.modelfactory.worker.ledger.overview;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import io.modelfactory.worker.ledger.RunRows;
import io.modelfactory.worker.ledger.overview.RankedListing.FoundRow;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.run.RunState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Pages through the runs that a gate has judged, by what it observed of one metric on all test rows. They are found by
 * an index of metric and value; the conditions of a filter are tried on the next so many of them only, so that a page
 * costs the same with a million runs. Any method throws a transient fault if the database does not answer.
 */
public final class RunMetricQuery {
    private static final int MOST_METRICS = 60;

    private final Database database;

    public RunMetricQuery(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /** The metrics that runs have, by name, found by jumping from one to the next in the index. */
    public List<String> metrics() {
        return database.autoCommit(handle -> handle.createQuery("""
            WITH RECURSIVE known AS (
                (SELECT metric FROM mf_run_metric ORDER BY metric LIMIT 1)
                UNION ALL
                SELECT next.metric FROM known CROSS JOIN LATERAL (
                    SELECT metric FROM mf_run_metric WHERE metric > known.metric ORDER BY metric LIMIT 1) AS next)
            SELECT metric FROM known LIMIT :most
            """)
                .bind("most", MOST_METRICS)
                .mapTo(String.class)
                .list());
    }

    /**
     * @param highestFirst else the lowest
     * @param from where the page begins; empty for the first one
     */
    public RankedListing<MetricPosition> page(
            RunListingFilter filter, String metric, boolean highestFirst, Optional<MetricPosition> from, int size) {
        return database.readOnlySnapshot(handle -> page(handle, filter, metric, highestFirst, from, size));
    }

    private static RankedListing<MetricPosition> page(
            Handle handle,
            RunListingFilter filter,
            String metric,
            boolean highestFirst,
            Optional<MetricPosition> from,
            int size) {
        int window = filter.isNone() ? size + 1 : RunListingQuery.WINDOW;
        // Each run is looked up by its key, whatever is thought of how many there are.
        Query query = handle.createQuery("""
            WITH candidates AS MATERIALIZED (
                SELECT value, run_key FROM mf_run_metric WHERE metric = :metric <behind>
                ORDER BY value <direction>, run_key <direction> LIMIT :window),
            bound AS (
                SELECT count(*) AS looked_at,
                    (array_agg(value ORDER BY value <direction>, run_key <direction>))[count(*)::int] AS back_to,
                    (array_agg(run_key ORDER BY value <direction>, run_key <direction>))[count(*)::int] AS last_key
                FROM candidates),
            found AS (
                SELECT value, run.* FROM candidates CROSS JOIN LATERAL (
                    SELECT * FROM mf_run WHERE mf_run.run_key = candidates.run_key LIMIT 1) AS run
                WHERE state = ANY(:states) AND COALESCE(finished_at, updated_at) >= :since <conditions>
                ORDER BY value <direction>, run.run_key <direction> LIMIT :size)
            SELECT found.*, bound.* FROM bound LEFT JOIN found ON true
            ORDER BY value <direction>, run_key <direction>
            """)
                .define("direction", highestFirst ? "DESC" : "ASC")
                .define(
                        "behind",
                        from.isEmpty() ? "" : "AND (value, run_key) " + (highestFirst ? "<" : ">") + " (:value, :key)")
                .define("conditions", RunConditions.of(filter))
                .bind("metric", metric)
                .bind("states", texts(filter.state().map(List::of).orElse(List.of(RunState.values())), RunState::name))
                .bind("since", filter.since().orElse(Instant.EPOCH).atOffset(ZoneOffset.UTC))
                .bind("window", window)
                .bind("size", size + 1);
        from.ifPresent(place -> query.bind("value", place.value()).bind("key", place.runKey()));
        RunConditions.bind(query, filter);
        return RankedListing.of(query.map(RunMetricQuery::found).list(), window, size);
    }

    private static FoundRow<MetricPosition> found(ResultSet row, StatementContext context) throws SQLException {
        String runKey = row.getString("run_key");
        String lastKey = row.getString("last_key");
        return new FoundRow<>(
                runKey == null ? Optional.empty() : Optional.of(RunRows.read(row, context)),
                new MetricPosition(row.getDouble("value"), String.valueOf(runKey)),
                row.getInt("looked_at"),
                lastKey == null
                        ? Optional.empty()
                        : Optional.of(new MetricPosition(row.getDouble("back_to"), lastKey)));
    }
}
