package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** The receipts of answered requests that have not reached the object store yet. */
public final class ReceiptRows {
    private final Database database;

    public ReceiptRows(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /** An answered request's receipt and the key it belongs under. */
    public record Receipt(String requestId, String payloadHash, String key, JsonNode document) {}

    public List<Receipt> unarchived(int limit) {
        return database.direct(handle -> handle.createQuery("""
                        SELECT request_id, payload_hash, receipt_key, receipt
                        FROM mf_request
                        WHERE receipt IS NOT NULL AND archived_at IS NULL
                        ORDER BY completed_at
                        LIMIT :limit
                        """)
                .bind("limit", limit)
                .map((row, context) -> receipt(row))
                .list());
    }

    public void markArchived(Receipt receipt) {
        database.transaction(handle -> handle.createUpdate("""
                        UPDATE mf_request SET archived_at = now()
                        WHERE request_id = :id AND payload_hash = :hash AND archived_at IS NULL
                        """)
                .bind("id", receipt.requestId())
                .bind("hash", receipt.payloadHash())
                .execute());
    }

    private static Receipt receipt(ResultSet row) throws SQLException {
        try {
            return new Receipt(
                    row.getString("request_id"),
                    row.getString("payload_hash"),
                    row.getString("receipt_key"),
                    Json.parse(row.getString("receipt").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
