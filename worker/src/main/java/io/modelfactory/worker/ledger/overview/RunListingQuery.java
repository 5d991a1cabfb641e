package io.modelfactory.worker.ledger.overview;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import io.modelfactory.worker.ledger.RunRows;
import io.modelfactory.worker.ledger.overview.RunListing.ListedRun;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.run.RunState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Pages through the runs, latest change first. Runs that have ended are found by an index of their scope, requester,
 * platform run or state, whichever is asked for; the other conditions are tried on the latest of those only, so that a
 * page costs the same with a million runs. Any method throws a transient fault if the database does not answer.
 */
public final class RunListingQuery {
    /** Runs of the index that other conditions are tried on for one page. */
    static final int WINDOW = 1_000;

    /** Runs that have work left; more of them at once are a backlog whose list is not read to its end. */
    private static final int MOST_AT_WORK = 5_000;

    /** A part of a text that more scopes or requesters have is tried on runs instead. */
    private static final int MOST_VALUES = 40;

    private final Database database;

    public RunListingQuery(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /**
     * By which index the runs that have ended are found.
     *
     * @param column empty for the state alone
     */
    private record IndexChoice(Optional<String> column, List<String> values) {
        /** Joined with the states, so that each scan of the index is in the order of time. */
        String source() {
            return column.isEmpty() ? "" : "CROSS JOIN unnest(:indexed) AS indexed (value)";
        }

        String condition() {
            return column.map(name ->
                            "mf_digest(" + name + ") = mf_digest(indexed.value) AND " + name + " = indexed.value AND ")
                    .orElse("");
        }
    }

    /** @param from where the page begins; empty for the first one */
    public RunListing page(RunListingFilter filter, Optional<RunPosition> from, int size) {
        return database.readOnlySnapshot(handle -> page(handle, filter, from, size));
    }

    static RunListing page(Handle handle, RunListingFilter filter, Optional<RunPosition> from, int size) {
        // Planned with its values, the list of a scope took 180 ms of the processor beside a million runs, and 4 ms
        // once
        // the database left them out by itself, which it does after some repetitions on a connection.
        handle.execute("SET LOCAL plan_cache_mode = force_generic_plan");
        IndexChoice index = index(handle, filter);
        String conditions = RunConditions.of(filter);
        int window = conditions.isEmpty() ? size + 1 : WINDOW;
        Query query = handle.createQuery("""
            WITH at_work AS MATERIALIZED (
                SELECT mf_run.*, updated_at AS changed_at FROM mf_run
                WHERE claimable AND state = ANY(:states) <conditions> AND updated_at >= :since
                    AND (updated_at < :before OR (updated_at = :before AND run_key > :behind))
                LIMIT :most),
            ended AS MATERIALIZED (
                SELECT candidate.* FROM unnest(:states) AS wanted (state) <index_source> CROSS JOIN LATERAL (
                    SELECT mf_run.*, finished_at AS changed_at FROM mf_run
                    WHERE <index_condition> state_at_rest = wanted.state AND finished_at >= :since
                        AND finished_at <= :before AND (finished_at < :before OR run_key > :behind)
                    ORDER BY finished_at DESC, run_key LIMIT :window) AS candidate
                ORDER BY changed_at DESC, run_key LIMIT :window),
            bound AS (
                SELECT count(*) AS looked_at, min(changed_at) AS back_to,
                    (array_agg(run_key ORDER BY changed_at, run_key DESC))[1] AS last_key
                FROM ended),
            found AS (
                SELECT at_work.* FROM at_work, bound WHERE looked_at < :window OR changed_at > back_to
                UNION ALL
                SELECT * FROM ended WHERE true <conditions>)
            SELECT found.*, bound.* FROM bound LEFT JOIN (
                SELECT * FROM found ORDER BY changed_at DESC, run_key LIMIT :size) AS found ON true
            ORDER BY changed_at DESC, run_key
            """)
                .define("index_source", index.source())
                .define("index_condition", index.condition())
                .define("conditions", conditions)
                .bind("states", texts(filter.state().map(List::of).orElse(List.of(RunState.values())), RunState::name))
                .bind(
                        "before",
                        from.map(RunPosition::changedAt)
                                .orElse(Instant.parse("9999-01-01T00:00:00Z"))
                                .atOffset(ZoneOffset.UTC))
                .bind("behind", from.map(RunPosition::runKey).orElse(""))
                .bind("since", filter.since().orElse(Instant.EPOCH).atOffset(ZoneOffset.UTC))
                .bind("most", MOST_AT_WORK)
                .bind("window", window)
                .bind("size", size + 1);
        if (index.column().isPresent()) {
            query.bind("indexed", texts(index.values(), Function.identity()));
        }
        RunConditions.bind(query, filter);
        return listing(query, window, size);
    }

    /**
     * A row of the answer, each of which says how far it was searched.
     *
     * @param lookedAt runs of the index that were looked at
     * @param backTo the last of them
     */
    private record FoundRow(Optional<ListedRun> run, int lookedAt, Optional<RunPosition> backTo) {}

    private static RunListing listing(Query query, int window, int size) {
        List<FoundRow> rows = query.map(RunListingQuery::found).list();
        List<ListedRun> runs = new ArrayList<>();
        rows.forEach(row -> row.run().ifPresent(runs::add));
        if (runs.size() > size) {
            runs.remove(runs.size() - 1);
            ListedRun last = runs.get(runs.size() - 1);
            return new RunListing(
                    runs,
                    Optional.of(new RunPosition(last.changedAt(), last.run().runKey())),
                    Optional.empty());
        }
        Optional<RunPosition> more =
                rows.get(0).lookedAt() < window ? Optional.empty() : rows.get(0).backTo();
        return new RunListing(runs, more, more.map(RunPosition::changedAt));
    }

    private static FoundRow found(ResultSet row, StatementContext context) throws SQLException {
        String lastKey = row.getString("last_key");
        return new FoundRow(
                row.getString("run_key") == null
                        ? Optional.empty()
                        : Optional.of(
                                new ListedRun(RunRows.read(row, context), PostgresColumns.time(row, "changed_at"))),
                row.getInt("looked_at"),
                PostgresColumns.optionalTime(row, "back_to").map(time -> new RunPosition(time, lastKey)));
    }

    private static IndexChoice index(Handle handle, RunListingFilter filter) {
        if (filter.platformRunId().isPresent()) {
            return new IndexChoice(
                    Optional.of("platform_run_id"),
                    List.of(filter.platformRunId().get()));
        }
        Optional<IndexChoice> byRequester = filter.requester()
                .flatMap(part -> DistinctValues.REQUESTER
                        .containing(handle, part, MOST_VALUES)
                        .map(values -> new IndexChoice(Optional.of("requester"), values)));
        return byRequester
                .or(() -> filter.scope()
                        .flatMap(part -> DistinctValues.SCOPE
                                .containing(handle, part, MOST_VALUES)
                                .map(values -> new IndexChoice(Optional.of("scope_key"), values))))
                .orElse(new IndexChoice(Optional.empty(), List.of()));
    }
}
