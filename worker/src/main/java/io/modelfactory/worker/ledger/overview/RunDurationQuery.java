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
 * Pages through the runs that have ended, by how long they took from their first start on. They are found by an index
 * of state and duration; other conditions are tried on the next so many of them only, so that a page costs the same
 * with a million runs.
 */
public final class RunDurationQuery {
    private static final String TAKEN = "(finished_at - execution_started_at)";

    private final Database database;

    public RunDurationQuery(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /**
     * @param longestFirst else the shortest
     * @param from where the page begins; empty for the first one
     * @throws io.modelfactory.worker.failure.TransientFaultException if the database does not answer
     */
    public RankedListing<DurationPosition> page(
            RunListingFilter filter, boolean longestFirst, Optional<DurationPosition> from, int size) {
        return database.readOnlySnapshot(handle -> page(handle, filter, longestFirst, from, size));
    }

    private static RankedListing<DurationPosition> page(
            Handle handle, RunListingFilter filter, boolean longestFirst, Optional<DurationPosition> from, int size) {
        int window = filter.isNone() ? size + 1 : RunListingQuery.WINDOW;
        Query query = handle.createQuery("""
            WITH candidates AS MATERIALIZED (
                SELECT candidate.* FROM unnest(:states) AS wanted (state) CROSS JOIN LATERAL (
                    SELECT mf_run.*, <taken> AS taken FROM mf_run
                    WHERE state_at_rest = wanted.state AND execution_started_at IS NOT NULL <behind>
                    ORDER BY <taken> <direction>, run_key LIMIT :window) AS candidate
                ORDER BY taken <direction>, run_key LIMIT :window),
            bound AS (
                SELECT count(*) AS looked_at,
                    (array_agg((EXTRACT(epoch FROM taken) * 1000000)::bigint
                        ORDER BY taken <direction>, run_key))[count(*)::int] AS back_to,
                    (array_agg(run_key ORDER BY taken <direction>, run_key))[count(*)::int] AS last_key
                FROM candidates)
            SELECT found.*, bound.*, (EXTRACT(epoch FROM taken) * 1000000)::bigint AS taken_micros
            FROM bound LEFT JOIN (
                SELECT * FROM candidates WHERE finished_at >= :since <conditions>
                ORDER BY taken <direction>, run_key LIMIT :size) AS found ON true
            ORDER BY taken <direction>, run_key
            """)
                .define("taken", TAKEN)
                .define("direction", longestFirst ? "DESC" : "ASC")
                .define("behind", from.isEmpty() ? "" : behind(longestFirst ? "<" : ">"))
                .define("conditions", RunConditions.of(filter))
                .bind("states", texts(filter.state().map(List::of).orElse(List.of(RunState.values())), RunState::name))
                .bind("since", filter.since().orElse(Instant.EPOCH).atOffset(ZoneOffset.UTC))
                .bind("window", window)
                .bind("size", size + 1);
        from.ifPresent(position -> query.bind("from", position.micros()).bind("behind_key", position.runKey()));
        RunConditions.bind(query, filter);
        return RankedListing.of(query.map(RunDurationQuery::found).list(), window, size);
    }

    private static String behind(String than) {
        String from = ":from * interval '1 microsecond'";
        return "AND " + TAKEN + " " + than + "= " + from + " AND (" + TAKEN + " " + than + " " + from
                + " OR run_key > :behind_key)";
    }

    private static FoundRow<DurationPosition> found(ResultSet row, StatementContext context) throws SQLException {
        String runKey = row.getString("run_key");
        String lastKey = row.getString("last_key");
        return new FoundRow<>(
                runKey == null ? Optional.empty() : Optional.of(RunRows.read(row, context)),
                new DurationPosition(row.getLong("taken_micros"), String.valueOf(runKey)),
                row.getInt("looked_at"),
                lastKey == null
                        ? Optional.empty()
                        : Optional.of(new DurationPosition(row.getLong("back_to"), lastKey)));
    }
}
