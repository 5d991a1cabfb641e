package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import io.modelfactory.worker.ledger.postgres.IndexedText;
import io.modelfactory.worker.ledger.run.RunFilter;
import io.modelfactory.worker.ledger.run.RunState;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Looks for rows of {@code mf_run}, for people. */
final class RunSearch {
    private static final String SCOPE = "(request #>> '{target_scope,environment}') || '/'"
            + " || (request #>> '{target_scope,mode}') || '/' || (request #>> '{target_scope,bundle_slot}')";

    private RunSearch() {}

    /** The runs changed last, latest first; the last change of a finished run was its end. */
    static List<RunRow> findLatest(Handle handle, RunFilter filter, int limit) {
        return bind(handle.createQuery("""
                        SELECT * FROM (
                            SELECT * FROM mf_run WHERE claimable AND state = ANY(:states) <conditions> <moved>
                            UNION ALL
                            SELECT at_rest.* FROM unnest(:states) AS wanted (state) CROSS JOIN LATERAL (
                                SELECT * FROM mf_run WHERE state_at_rest = wanted.state <conditions> <ended>
                                ORDER BY finished_at DESC LIMIT :limit) AS at_rest) AS run
                        ORDER BY COALESCE(finished_at, updated_at) DESC, run_key LIMIT :limit
                        """), filter)
                .bind("limit", limit)
                .map(RunRow::read)
                .list();
    }

    /** How many there are, counted up to {@code max}. */
    static int count(Handle handle, RunFilter filter, int max) {
        return bind(handle.createQuery("""
                        SELECT count(*) FROM (
                            SELECT 1 FROM mf_run WHERE claimable AND state = ANY(:states) <conditions> <moved>
                            UNION ALL
                            SELECT 1 FROM mf_run WHERE state_at_rest = ANY(:states) <conditions> <ended>
                            LIMIT :max) AS run
                        """), filter)
                .bind("max", max)
                .mapTo(Integer.class)
                .one();
    }

    private static Query bind(Query query, RunFilter filter) {
        List<RunState> states = filter.state().map(List::of).orElse(List.of(RunState.values()));
        boolean timed = filter.changedSince().isPresent();
        query.define("conditions", conditions(filter))
                .define("moved", timed ? "AND updated_at >= :since" : "")
                .define("ended", timed ? "AND finished_at >= :since" : "")
                .bind("states", texts(states, RunState::name));
        filter.platformRunId().ifPresent(id -> query.bind("platform_run_id", id));
        filter.changedSince().ifPresent(since -> query.bind("since", since.atOffset(ZoneOffset.UTC)));
        filter.failureCode().ifPresent(code -> query.bind("code", code.name()));
        filter.scope().ifPresent(scope -> query.bind("scope", scope));
        filter.requester().ifPresent(requester -> query.bind("requester", requester));
        filter.intent().ifPresent(intent -> query.bind("intent", intent));
        return query;
    }

    /** Only what is asked for, so that each question keeps the plan of its own. */
    private static String conditions(RunFilter filter) {
        List<String> conditions = new ArrayList<>();
        filter.platformRunId().ifPresent(id -> conditions.add(IndexedText.matches("platform_run_id")));
        filter.failureCode().ifPresent(code -> conditions.add("failure_code = :code"));
        filter.scope().ifPresent(scope -> conditions.add("position(:scope IN " + SCOPE + ") > 0"));
        filter.requester()
                .ifPresent(name -> conditions.add("position(:requester IN request ->> 'requester_principal') > 0"));
        filter.intent().ifPresent(intent -> conditions.add("request ->> 'intent_kind' = :intent"));
        return conditions.isEmpty() ? "" : "AND " + String.join(" AND ", conditions);
    }
}
