package io.modelfactory.worker.ledger.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A request as the ledger has it.
 *
 * @param conflicting whether another payload had come under the same id before
 * @param runKey empty if it was refused before it had a run
 * @param authenticatedBy the id of the key that the requester signed with; empty if it is only claimed
 * @param receiptKey where its receipt is kept, or will be
 * @param receiptStatus empty until it is answered; so are {@code receipt} and {@code completedAt}
 * @param archivedAt when the receipt was written to the object store
 */
public record RequestRecord(
        String requestId,
        String payloadHash,
        boolean conflicting,
        String command,
        Optional<String> runKey,
        String platformRunId,
        String requesterPrincipal,
        Optional<String> authenticatedBy,
        Instant receivedAt,
        String receiptKey,
        Optional<ReceiptStatus> receiptStatus,
        Optional<JsonNode> receipt,
        Optional<Instant> completedAt,
        Optional<Instant> archivedAt) {

    /** How the requester is known, as receipts and evidence say it. */
    public String authentication() {
        return authentication(authenticatedBy);
    }

    /** @param key the id of the key that a requester signed with; empty if it is only claimed */
    public static String authentication(Optional<String> key) {
        return key.map(id -> "authenticated by key " + id).orElse("claimed");
    }
}
