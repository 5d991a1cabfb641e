package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.Columns.column;

import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The receipts that wait to be written to the object store. One session at a time takes them, so that workers do not write
 * the same ones side by side. All methods throw {@link io.modelfactory.worker.failure.TransientFaultException} if the
 * database fails.
 */
public final class ReceiptRows {
    private final Database database;

    public ReceiptRows(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /** Begins to take receipts; empty if another session is at it. */
    public Optional<Session> tryOpen() {
        return ExclusiveSession.tryOpen(database, "mf_request.receipt").map(Session::new);
    }

    /** The right to take receipts, for as long as its connection lives. */
    public static final class Session implements AutoCloseable {
        private final ExclusiveSession session;

        private Session(ExclusiveSession session) {
            this.session = session;
        }

        /** The receipts that have waited longest. */
        public List<ReceiptRow> next(int limit) {
            return session.direct(handle -> handle.createQuery("""
                            SELECT request_id, payload_hash, receipt_key, receipt FROM mf_request
                            WHERE receipt IS NOT NULL AND archived_at IS NULL AND archive_error IS NULL
                            ORDER BY completed_at LIMIT :limit
                            """)
                    .bind("limit", limit)
                    .map((row, context) -> new ReceiptRow(
                            row.getString("request_id"),
                            row.getString("payload_hash"),
                            row.getString("receipt_key"),
                            Columns.json(row, "receipt")))
                    .list());
        }

        /** Notes that the receipts are in the object store. */
        public void archived(List<ReceiptRow> receipts) {
            session.direct(handle -> handle.createUpdate("""
                            UPDATE mf_request SET archived_at = now()
                            FROM unnest(:ids, :hashes) AS archived (request_id, payload_hash)
                            WHERE mf_request.request_id = archived.request_id
                                AND mf_request.payload_hash = archived.payload_hash
                            """)
                    .bindArray("ids", String.class, column(receipts, ReceiptRow::requestId))
                    .bindArray("hashes", String.class, column(receipts, ReceiptRow::payloadHash))
                    .execute());
        }

        /** Takes a receipt that the store refuses out of the way of the others. It is kept for people to see to. */
        public void setAside(ReceiptRow receipt, String why) {
            session.direct(handle -> handle.createUpdate("""
                            UPDATE mf_request SET archive_error = :why
                            WHERE request_id = :id AND payload_hash = :hash
                            """)
                    .bind("id", receipt.requestId())
                    .bind("hash", receipt.payloadHash())
                    .bind("why", Storable.text(why))
                    .execute());
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
