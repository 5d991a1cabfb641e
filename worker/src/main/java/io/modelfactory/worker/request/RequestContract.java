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

    /** The payload of a command about a run that exists. */
    private record RunReference(String runKey, String reason) {}

    private RequestContract() {}

    /** @throws FailureException with the code of the first broken field */
    static Admission accept(IncomingMessage asked) {
        return switch (asked.envelope().command()) {
            case TRAIN_BUILD -> trainBuild(asked);
            case PUBLISH_RETRY -> publishRetry(asked);
            default -> publishOverride(asked);
        };
    }

    private static Admission trainBuild(IncomingMessage asked) {
        JobEnvelope envelope = asked.envelope();
        TrainBuildRequest request = TrainBuildRequestReader.read(payload(asked));
        requireEqual("request_id", envelope.requestId(), request.requestId());
        requireEqual("requester_principal", envelope.requesterPrincipal(), request.requesterPrincipal());
        return new Admission.TrainBuild(
                envelope, request, RunIdentity.of(request), RunIdentity.payloadHash(request), asked.authenticatedBy());
    }

    private static Admission publishRetry(IncomingMessage asked) {
        RunReference run = runReference(asked);
        PublishRetryRequest request = new PublishRetryRequest(run.runKey(), run.reason());
        return new Admission.PublishRetry(
                asked.envelope(), request, payloadHash(asked.envelope(), request.toJson()), asked.authenticatedBy());
    }

    private static Admission publishOverride(IncomingMessage asked) {
        RunReference run = runReference(asked);
        PublishOverrideRequest request = new PublishOverrideRequest(run.runKey(), run.reason());
        return new Admission.PublishOverride(
                asked.envelope(), request, payloadHash(asked.envelope(), request.toJson()), asked.authenticatedBy());
    }

    private static RunReference runReference(IncomingMessage asked) {
        DocumentReader reader = new DocumentReader(payload(asked));
        RunReference run =
                new RunReference(reader.text("run_key", REQUEST_INVALID), reader.text("reason", REQUEST_INVALID));
        reader.rejectUnknownFields(SCHEMA_INVALID);
        reader.requireValid();
        if (!RUN_KEY.matcher(run.runKey()).matches()) {
            throw new FailureException(
                    RUN_NOT_FOUND, asked.envelope().command() + ".run_key: no run has a key like this");
        }
        return run;
    }

    private static String payloadHash(JobEnvelope envelope, ObjectNode payload) {
        return RunIdentity.payloadHash(payload.put("command", envelope.command())
                .put("platform_run_id", envelope.platformRunId())
                .put("requester_principal", envelope.requesterPrincipal()));
    }

    private static JsonNode payload(IncomingMessage asked) {
        String wanted = asked.envelope().command();
        for (String other : CommandGuard.COMMANDS) {
            if (!other.equals(wanted) && asked.message().hasNonNull(other)) {
                throw new FailureException(REQUEST_INVALID, other + ": must be absent when command is " + wanted);
            }
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
