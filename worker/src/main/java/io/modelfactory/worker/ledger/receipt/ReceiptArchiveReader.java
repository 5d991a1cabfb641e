package io.modelfactory.worker.ledger.receipt;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.ledger.postgres.AdvisoryLock;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.postgres.PostgresText;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/** Reads the receipts that the object store does not have yet, for one archiver at a time. */
public final class ReceiptArchiveReader {
    private final Database database;

    public ReceiptArchiveReader(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /** An answered request's receipt and the key it belongs under. */
    public record PendingReceipt(String requestId, String payloadHash, String key, JsonNode document) {}

    /**
     * Passes the receipts that have waited longest to {@code archive} and marks those it returns, in one transaction.
     * While another worker archives, nothing is passed: it would only write the same receipts again.
     *
     * @param archive writes the receipts and returns those that are written; if it throws, nothing is marked
     * @return how many receipts were marked
     */
    public int archiveNext(int limit, UnaryOperator<List<PendingReceipt>> archive) {
        return database.transaction(handle -> {
            if (!AdvisoryLock.ARCHIVE.tryAcquire(handle)) {
                return 0;
            }
            List<PendingReceipt> receipts = findOldest(handle, limit);
            return receipts.isEmpty() ? 0 : markArchived(handle, archive.apply(receipts));
        });
    }

    /** Marks a receipt that the store refuses, so that others are archived. It stays in the table, with the reason. */
    public void setAside(PendingReceipt receipt, String error) {
        database.transaction(handle -> handle.createUpdate("""
                        UPDATE mf_request SET archive_error = :error
                        WHERE request_id = :id AND payload_hash = :hash AND archived_at IS NULL
                        """)
                .bind("id", receipt.requestId())
                .bind("hash", receipt.payloadHash())
                .bind("error", PostgresText.sanitize(error))
                .execute());
    }

    private static List<PendingReceipt> findOldest(Handle handle, int limit) {
        return handle.createQuery("""
                        SELECT request_id, payload_hash, receipt_key, receipt
                        FROM mf_request
                        WHERE receipt IS NOT NULL AND archived_at IS NULL AND archive_error IS NULL
                        ORDER BY completed_at
                        LIMIT :limit
                        """)
                .bind("limit", limit)
                .map((row, context) -> new PendingReceipt(
                        row.getString("request_id"),
                        row.getString("payload_hash"),
                        row.getString("receipt_key"),
                        PostgresColumns.json(row, "receipt")))
                .list();
    }

    private static int markArchived(Handle handle, List<PendingReceipt> archived) {
        return handle.createUpdate("""
                        UPDATE mf_request SET archived_at = now()
                        FROM unnest(:ids, :hashes) AS archived (request_id, payload_hash)
                        WHERE mf_request.request_id = archived.request_id
                            AND mf_request.payload_hash = archived.payload_hash
                        """)
                .bind("ids", texts(archived, PendingReceipt::requestId))
                .bind("hashes", texts(archived, PendingReceipt::payloadHash))
                .execute();
    }
}
