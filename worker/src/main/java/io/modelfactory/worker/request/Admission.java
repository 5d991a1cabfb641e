package io.modelfactory.worker.request;

import io.modelfactory.worker.failure.FailureCode;
import java.util.Optional;

/** What the guards decided about one message. */
public sealed interface Admission {

    /** SHA-256 hex that shows whether a repeated request id carries the same payload. */
    String payloadHash();

    /** The id of the key that the requester was authenticated by; empty if the message only claims it. */
    Optional<String> authenticatedBy();

    record TrainBuild(
            JobEnvelope envelope,
            TrainBuildRequest request,
            RunIdentity identity,
            String payloadHash,
            Optional<String> authenticatedBy)
            implements Admission {}

    record PublishRetry(
            JobEnvelope envelope, PublishRetryRequest request, String payloadHash, Optional<String> authenticatedBy)
            implements Admission {}

    record PublishOverride(
            JobEnvelope envelope, PublishOverrideRequest request, String payloadHash, Optional<String> authenticatedBy)
            implements Admission {}

    /**
     * @param requestId the id under which the refusal is receipted: the request's own if it is valid, otherwise one
     *     derived from the message
     * @param platformRunId the run under whose prefix the receipt is kept, if the message names a usable one
     */
    record Refused(
            FailureCode code,
            String message,
            String requestId,
            String command,
            Optional<String> platformRunId,
            String requesterPrincipal,
            String payloadHash,
            Optional<String> authenticatedBy)
            implements Admission {}
}
