package io.modelfactory.worker.ledger;

import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.IntakeEntry.PublishOverrideEntry;
import io.modelfactory.worker.ledger.IntakeEntry.PublishRetryEntry;
import io.modelfactory.worker.ledger.IntakeEntry.RefusalEntry;
import io.modelfactory.worker.ledger.IntakeEntry.RequestEntry;
import io.modelfactory.worker.ledger.IntakeEntry.TrainBuildEntry;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * A request that is not answered yet.
 *
 * @param conflicting whether its id belongs to another payload, or cannot belong to this one because it is forged
 * @param runKey the run it asks for, if it was admitted
 * @param authenticatedBy the id of the key that the requester signed with; empty if it is only claimed
 * @param publishAllowed whether it lets the run be published
 * @param traceparent known at intake; a request that waits for its run is answered in the run's trace
 */
record OpenRequest(
        String requestId,
        String payloadHash,
        boolean conflicting,
        String command,
        Optional<String> runKey,
        String platformRunId,
        String requesterPrincipal,
        Optional<String> authenticatedBy,
        boolean publishAllowed,
        Optional<String> traceparent,
        Instant receivedAt) {
    private static final int CONFLICT_SUFFIX_CHARS = 12;

    /** @param now the time of the transaction, by the database's clock */
    static OpenRequest of(RequestEntry request, Instant now) {
        return new OpenRequest(
                request.requestId(),
                request.payloadHash(),
                isForged(request),
                request.command(),
                runKey(request),
                request.platformRunId(),
                request.requesterPrincipal(),
                request.authenticatedBy(),
                request instanceof TrainBuildEntry build && build.publishAllowed(),
                request.traceparent(),
                now);
    }

    static OpenRequest read(ResultSet row, StatementContext context) throws SQLException {
        return ofColumns(row);
    }

    static OpenRequest ofColumns(ResultSet row) throws SQLException {
        return new OpenRequest(
                row.getString("request_id"),
                row.getString("payload_hash"),
                row.getBoolean("conflicting"),
                row.getString("command"),
                PostgresColumns.optionalText(row, "run_key"),
                row.getString("platform_run_id"),
                row.getString("requester_principal"),
                PostgresColumns.optionalText(row, "authenticated_by"),
                publishAllowed(row),
                Optional.empty(),
                PostgresColumns.time(row, "received_at"));
    }

    /** The same request, under an id that belongs to another payload. It has no run. */
    OpenRequest asConflict() {
        return new OpenRequest(
                requestId,
                payloadHash,
                true,
                command,
                Optional.empty(),
                platformRunId,
                requesterPrincipal,
                authenticatedBy,
                publishAllowed,
                traceparent,
                receivedAt);
    }

    /** How the requester is known, as receipts and evidence say it. */
    String authentication() {
        return RequestRecord.authentication(authenticatedBy);
    }

    /** The request id; with the start of the payload's digest where the plain id belongs to another payload. */
    String receiptName() {
        return conflicting
                ? requestId + "~" + payloadHash.substring(0, Math.min(CONFLICT_SUFFIX_CHARS, payloadHash.length()))
                : requestId;
    }

    /**
     * The key of the receipt. An id that cannot be part of a key, such as one of dots only, is replaced by its digest.
     */
    String receiptKey() {
        try {
            return ArtifactKeys.invocationReceipt(platformRunId, receiptName());
        } catch (FailureException unsafe) {
            return ArtifactKeys.invocationReceipt(platformRunId, Sha256.hex(receiptName()));
        }
    }

    /** A request by another than it names must not take the id from the one that it names. */
    private static boolean isForged(RequestEntry request) {
        return request instanceof RefusalEntry refusal && refusal.code() == FailureCode.REQUEST_SIGNATURE_INVALID;
    }

    /** An earlier release did not keep it; the stricter case is judged then. */
    private static boolean publishAllowed(ResultSet row) throws SQLException {
        boolean allowed = row.getBoolean("publish_allowed");
        return allowed || row.wasNull();
    }

    private static Optional<String> runKey(RequestEntry request) {
        if (request instanceof TrainBuildEntry build) {
            return Optional.of(build.runKey());
        }
        if (request instanceof PublishRetryEntry retry) {
            return Optional.of(retry.runKey());
        }
        return request instanceof PublishOverrideEntry override ? Optional.of(override.runKey()) : Optional.empty();
    }
}
