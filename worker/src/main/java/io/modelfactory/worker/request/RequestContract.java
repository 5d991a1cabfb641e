package io.modelfactory.worker.request;

import static io.modelfactory.contracts.JobCommand.PUBLISH_RETRY;
import static io.modelfactory.contracts.JobCommand.TRAIN_BUILD;
import static io.modelfactory.worker.failure.FailureCode.REQUEST_INVALID;
import static io.modelfactory.worker.failure.FailureCode.RUN_NOT_FOUND;
import static io.modelfactory.worker.failure.FailureCode.SCHEMA_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.failure.FailureException;
import java.util.regex.Pattern;

/** What the payload of each command must be, by itself and beside its envelope. */
final class RequestContract {
    private static final Pattern RUN_KEY = Pattern.compile("tr_[0-9a-f]{32}");

    private RequestContract() {}

    /** @throws FailureException with the code of the first broken field */
    static Admission accept(IncomingMessage asked) {
        return asked.envelope().command().equals(TRAIN_BUILD) ? trainBuild(asked) : publishRetry(asked);
    }

    private static Admission trainBuild(IncomingMessage asked) {
        JobEnvelope envelope = asked.envelope();
        TrainBuildRequest request = TrainBuildRequestReader.read(payload(asked, PUBLISH_RETRY));
        requireEqual("request_id", envelope.requestId(), request.requestId());
        requireEqual("requester_principal", envelope.requesterPrincipal(), request.requesterPrincipal());
        return new Admission.TrainBuild(
                envelope, request, RunIdentity.of(request), RunIdentity.payloadHash(request), asked.authenticatedBy());
    }

    private static Admission publishRetry(IncomingMessage asked) {
        JobEnvelope envelope = asked.envelope();
        DocumentReader reader = new DocumentReader(payload(asked, TRAIN_BUILD));
        PublishRetryRequest request = new PublishRetryRequest(
                reader.text("run_key", REQUEST_INVALID), reader.text("reason", REQUEST_INVALID));
        reader.rejectUnknownFields(SCHEMA_INVALID);
        reader.requireValid();
        if (!RUN_KEY.matcher(request.runKey()).matches()) {
            throw new FailureException(RUN_NOT_FOUND, "publish_retry.run_key: no run has a key like this");
        }
        ObjectNode identity = request.toJson()
                .put("command", PUBLISH_RETRY)
                .put("platform_run_id", envelope.platformRunId())
                .put("requester_principal", envelope.requesterPrincipal());
        return new Admission.PublishRetry(
                envelope, request, RunIdentity.payloadHash(identity), asked.authenticatedBy());
    }

    private static JsonNode payload(IncomingMessage asked, String other) {
        String wanted = asked.envelope().command();
        if (asked.message().hasNonNull(other)) {
            throw new FailureException(REQUEST_INVALID, other + ": must be absent when command is " + wanted);
        }
        if (!asked.payload().isObject()) {
            throw new FailureException(REQUEST_INVALID, wanted + ": must be an object when command is " + wanted);
        }
        return asked.payload();
    }

    private static void requireEqual(String field, String envelope, String payload) {
        if (!envelope.equals(payload)) {
            throw new FailureException(
                    REQUEST_INVALID,
                    field + ": envelope and payload differ (" + RequestText.displayable(envelope) + ", "
                            + RequestText.displayable(payload) + "); write the same in both");
        }
    }
}
