package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.booleans;
import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.ledger.postgres.IndexedText;
import io.modelfactory.worker.ledger.postgres.PositionalStatement;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.postgres.RowSource;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Rows of {@code mf_request}. */
final class RequestDao {
    private RequestDao() {}

    /**
     * Writes the requests whose id, or payload under that id, is new, in the order given. Waits for other transactions
     * that are writing the same ids, so callers sort by id to avoid deadlocks. They are received now, by the clock of
     * the database, which is the time of the transaction.
     *
     * @return the keys of those written
     */
    static Set<RequestKey> write(Handle handle, List<OpenRequest> requests) {
        if (requests.isEmpty()) {
            return Set.of();
        }
        return handle.createQuery("""
                        WITH request AS (
                            SELECT * FROM unnest(:ids, :hashes, :conflicting, :commands, :run_keys, :platform_run_ids,
                                :requesters, :authenticated_by, :publish_allowed, :receipt_keys)
                                AS request (request_id, payload_hash, conflicting, command, run_key, platform_run_id,
                                    requester_principal, authenticated_by, publish_allowed, receipt_key)),
                        fresh AS (
                            INSERT INTO mf_request_key (request_id, payload_hash, conflicting, received_at)
                            SELECT request_id, payload_hash, conflicting, now() FROM request
                            ON CONFLICT DO NOTHING
                            RETURNING request_id, payload_hash, received_at)
                        INSERT INTO mf_request (request_id, payload_hash, conflicting, command, run_key,
                            platform_run_id, requester_principal, authenticated_by, publish_allowed, received_at,
                            receipt_key)
                        SELECT request_id, payload_hash, conflicting, command, run_key, platform_run_id,
                            requester_principal, authenticated_by, publish_allowed, received_at, receipt_key
                        FROM request JOIN fresh USING (request_id, payload_hash)
                        RETURNING request_id, payload_hash
                        """)
                .bind("ids", texts(requests, OpenRequest::requestId))
                .bind("hashes", texts(requests, OpenRequest::payloadHash))
                .bind("conflicting", booleans(requests, OpenRequest::conflicting))
                .bind("commands", texts(requests, OpenRequest::command))
                .bind("run_keys", texts(requests, request -> request.runKey().orElse(null)))
                .bind("platform_run_ids", texts(requests, OpenRequest::platformRunId))
                .bind("requesters", texts(requests, OpenRequest::requesterPrincipal))
                .bind(
                        "authenticated_by",
                        texts(requests, request -> request.authenticatedBy().orElse(null)))
                .bind("publish_allowed", booleans(requests, OpenRequest::publishAllowed))
                .bind("receipt_keys", texts(requests, OpenRequest::receiptKey))
                .map((row, context) -> new RequestKey(row.getString("request_id"), row.getString("payload_hash")))
                .collect(Collectors.toSet());
    }

    /** The payload digest that owns each of these ids. */
    static Map<String, String> findOwners(Handle handle, Collection<String> requestIds) {
        if (requestIds.isEmpty()) {
            return Map.of();
        }
        return handle.createQuery("""
                        SELECT request_id, payload_hash FROM mf_request_key
                        WHERE request_id = ANY(:ids) AND NOT conflicting
                        """)
                .bindArray("ids", String.class, requestIds)
                .map((row, context) -> new RequestKey(row.getString("request_id"), row.getString("payload_hash")))
                .collect(Collectors.toMap(RequestKey::requestId, RequestKey::payloadHash));
    }

    /** Requests of the run that are not answered yet. */
    static List<OpenRequest> findUnanswered(Handle handle, String runKey) {
        return handle.createQuery("""
                        SELECT * FROM mf_request WHERE <of_run> AND receipt_status IS NULL
                        ORDER BY received_at, request_id
                        """)
                .define("of_run", IndexedText.matches("run_key"))
                .bind("run_key", runKey)
                .map(OpenRequest::read)
                .list();
    }

    /**
     * Appends a statement that records answers, each unless its request has one.
     *
     * @param condition under which they are recorded
     */
    static void recordAnswers(PositionalStatement statement, List<AnsweredRequest> answers, String condition) {
        RowSource<AnsweredRequest> rows = new RowSource<AnsweredRequest>("answer", answers)
                .text("request_id", answer -> answer.request().requestId())
                .text("payload_hash", answer -> answer.request().payloadHash())
                .time("received_at", answer -> answer.request().receivedAt().toString())
                .text("status", answer -> answer.receipt().status().name())
                .json("receipt", answer -> CanonicalJson.text(answer.receipt().toJson()))
                .time(
                        "completed_at",
                        answer -> answer.receipt().completedAtUtc().toString());
        statement.sql("""
                UPDATE mf_request SET receipt_status = answer.status, receipt = answer.receipt,
                    completed_at = answer.completed_at
                FROM\s""");
        rows.addTo(statement);
        statement.sql("""

                WHERE mf_request.request_id = answer.request_id AND mf_request.payload_hash = answer.payload_hash
                    AND mf_request.received_at = answer.received_at AND mf_request.receipt_status IS NULL
                    AND\s""");
        statement.sql(condition);
    }

    static List<RequestRecord> findByRun(Handle handle, String runKey) {
        return handle.createQuery("SELECT * FROM mf_request WHERE <of_run> ORDER BY received_at, request_id")
                .define("of_run", IndexedText.matches("run_key"))
                .bind("run_key", runKey)
                .map(RequestDao::read)
                .list();
    }

    /** The month, in UTC, of a request id that is known without its request. */
    static Optional<YearMonth> findDetachedMonth(Handle handle, String requestId) {
        return handle.createQuery("""
                        SELECT to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM') FROM mf_request_key
                        WHERE request_id = :request_id AND NOT conflicting AND NOT EXISTS (
                            SELECT FROM mf_request WHERE mf_request.request_id = :request_id)
                        """)
                .bind("request_id", requestId)
                .mapTo(String.class)
                .findOne()
                .map(YearMonth::parse);
    }

    /** The request that owns the id. */
    static Optional<RequestRecord> find(Handle handle, String requestId) {
        return handle.createQuery("SELECT * FROM mf_request WHERE request_id = :id AND NOT conflicting")
                .bind("id", requestId)
                .map(RequestDao::read)
                .findOne();
    }

    static Optional<RequestRecord> find(Handle handle, String requestId, String payloadHash) {
        return handle.createQuery("SELECT * FROM mf_request WHERE request_id = :id AND payload_hash = :hash")
                .bind("id", requestId)
                .bind("hash", payloadHash)
                .map(RequestDao::read)
                .findOne();
    }

    private static RequestRecord read(ResultSet row, StatementContext context) throws SQLException {
        return new RequestRecord(
                row.getString("request_id"),
                row.getString("payload_hash"),
                row.getBoolean("conflicting"),
                row.getString("command"),
                PostgresColumns.optionalText(row, "run_key"),
                row.getString("platform_run_id"),
                row.getString("requester_principal"),
                PostgresColumns.optionalText(row, "authenticated_by"),
                PostgresColumns.time(row, "received_at"),
                row.getString("receipt_key"),
                PostgresColumns.optionalText(row, "receipt_status").map(ReceiptStatus::valueOf),
                PostgresColumns.optionalJson(row, "receipt"),
                PostgresColumns.optionalTime(row, "completed_at"),
                PostgresColumns.optionalTime(row, "archived_at"));
    }
}
