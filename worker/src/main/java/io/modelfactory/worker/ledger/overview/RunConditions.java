package io.modelfactory.worker.ledger.overview;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.statement.Query;

/** The conditions of a filter that are tried on each run that is looked at. */
final class RunConditions {
    private static final String SCOPE_TEXT = "(request #>> '{target_scope,environment}') || '/'"
            + " || (request #>> '{target_scope,mode}') || '/' || (request #>> '{target_scope,bundle_slot}')";

    private RunConditions() {}

    /** Only what is asked for, so that each question keeps the plan of its own. */
    static String of(RunListingFilter filter) {
        List<String> conditions = new ArrayList<>();
        filter.platformRunId().ifPresent(id -> conditions.add("platform_run_id = :platform_run_id"));
        filter.code().ifPresent(code -> conditions.add("failure_code = :code"));
        filter.scope().ifPresent(part -> conditions.add("position(:scope IN " + SCOPE_TEXT + ") > 0"));
        filter.requester().ifPresent(part -> conditions.add("position(:requester IN requester) > 0"));
        filter.intent().ifPresent(intent -> conditions.add("request ->> 'intent_kind' = :intent"));
        return conditions.isEmpty() ? "" : "AND " + String.join(" AND ", conditions);
    }

    static void bind(Query query, RunListingFilter filter) {
        filter.platformRunId().ifPresent(id -> query.bind("platform_run_id", id));
        filter.code().ifPresent(code -> query.bind("code", code.name()));
        filter.scope().ifPresent(part -> query.bind("scope", part));
        filter.requester().ifPresent(part -> query.bind("requester", part));
        filter.intent().ifPresent(intent -> query.bind("intent", intent));
    }
}
