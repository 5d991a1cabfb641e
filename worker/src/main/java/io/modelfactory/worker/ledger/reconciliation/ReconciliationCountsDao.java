package io.modelfactory.worker.ledger.reconciliation;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.postgres.IndexedText;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Counts what happened to one platform run in one period. */
final class ReconciliationCountsDao {
    private static final String EVENTS = """
            FROM mf_run_event event JOIN mf_run run
                ON run.run_key = event.run_key AND run.created_month = event.run_month
            WHERE <of_platform_run>
                AND event.occurred_at >= :from::timestamptz AND event.occurred_at < :to::timestamptz
            """;

    /** A refusal is about the request: the receipt of a run that failed is none. */
    private static final String REFUSED = """
            receipt_status = 'FAILED' AND (receipt #> '{details,state}' IS NULL
                OR receipt #>> '{error,code}' IN ('RETRY_NOT_PENDING', 'PUBLISH_RETRY_EXHAUSTED'))
            """;

    private final Handle handle;
    private final String platformRunId;
    private final ReconciliationPeriod period;

    ReconciliationCountsDao(Handle handle, String platformRunId, ReconciliationPeriod period) {
        this.handle = handle;
        this.platformRunId = platformRunId;
        this.period = period;
    }

    LedgerCounts counts() {
        return new LedgerCounts(
                count("SELECT count(*) FROM mf_request WHERE <of_platform_run>"
                        + " AND received_at >= :from::timestamptz AND received_at < :to::timestamptz"),
                count("SELECT count(*) FROM mf_request WHERE <of_platform_run>"
                        + " AND received_at < :to::timestamptz"
                        + " AND (completed_at IS NULL OR completed_at >= :to::timestamptz)"),
                countByGroup("SELECT receipt_status" + answeredRequests("true"), Function.identity()),
                count("SELECT count(*) FROM mf_request WHERE <of_platform_run> AND conflicting"
                        + " AND received_at >= :from::timestamptz AND received_at < :to::timestamptz"),
                countByGroup("SELECT receipt #>> '{error,code}'" + answeredRequests(REFUSED), FailureCode::valueOf),
                countByGroup(
                        "SELECT state, count(*) FROM (SELECT DISTINCT ON (event.run_key) event.state " + EVENTS
                                + " ORDER BY event.run_key, event.seq DESC) AS last GROUP BY state",
                        RunState::valueOf),
                events(),
                outbox("NOT best_effort AND relayed_at IS NULL AND set_aside_at IS NULL", "created_at"),
                outbox("best_effort AND relayed_at IS NULL AND set_aside_at IS NULL", "created_at"),
                outbox("set_aside_at IS NOT NULL", "set_aside_at"),
                countByGroup(
                        "SELECT outcome, count(*) FROM mf_evidence_audit WHERE <of_platform_run>"
                                + " AND occurred_at >= :from::timestamptz AND occurred_at < :to::timestamptz"
                                + " GROUP BY outcome",
                        Function.identity()));
    }

    private static String answeredRequests(String condition) {
        return ", count(*) FROM mf_request WHERE <of_platform_run>"
                + " AND completed_at >= :from::timestamptz AND completed_at < :to::timestamptz AND " + condition
                + " GROUP BY 1";
    }

    private List<LedgerCounts.EventCount> events() {
        return query("SELECT event_type, event.execution_mode, COALESCE(reason_code, '') AS reason, count(*) AS number "
                        + EVENTS + " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")
                .map((row, context) -> new LedgerCounts.EventCount(
                        RunEventType.valueOf(row.getString("event_type")),
                        ExecutionMode.valueOf(row.getString("execution_mode")),
                        row.getString("reason"),
                        row.getLong("number")))
                .list();
    }

    private long outbox(String condition, String dated) {
        return count("SELECT count(*) FROM mf_outbox WHERE platform_run_id = :platform_run_id AND " + condition
                + " AND " + dated + " >= :from::timestamptz AND " + dated + " < :to::timestamptz");
    }

    private long count(String sql) {
        return query(sql).mapTo(Long.class).one();
    }

    private <K extends Comparable<? super K>> Map<K, Long> countByGroup(String sql, Function<String, K> key) {
        Map<K, Long> groups = new TreeMap<>();
        query(sql)
                .map((row, context) -> Map.entry(key.apply(row.getString(1)), row.getLong(2)))
                .forEach(group -> groups.put(group.getKey(), group.getValue()));
        return groups;
    }

    /** Binds only the parameters that the statement has. */
    private Query query(String sql) {
        Query query = handle.createQuery(sql)
                .define("of_platform_run", IndexedText.matches("platform_run_id"))
                .bind("platform_run_id", platformRunId);
        if (sql.contains(":from")) {
            query.bind("from", period.from());
        }
        return sql.contains(":to") ? query.bind("to", period.to()) : query;
    }
}
