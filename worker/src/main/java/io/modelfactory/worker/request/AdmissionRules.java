package io.modelfactory.worker.request;

import static io.modelfactory.worker.failure.FailureCode.REQUESTER_MISSING;
import static io.modelfactory.worker.failure.FailureCode.REQUEST_COMMAND_UNSUPPORTED;
import static io.modelfactory.worker.failure.FailureCode.REQUEST_ID_INVALID;
import static io.modelfactory.worker.failure.FailureCode.REQUEST_INVALID;
import static io.modelfactory.worker.failure.FailureCode.RUN_CONFIG_DIGEST_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.RUN_NOT_FOUND;
import static io.modelfactory.worker.failure.FailureCode.RUN_SCOPE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.SCHEMA_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The guards in front of the ledger, in their order: envelope, run configuration, active run, command, request contract.
 * Messages from Kafka and files that operators write pass through the same rules.
 */
public final class AdmissionRules {
    public static final String TRAIN_BUILD = "train_build";
    public static final String PUBLISH_RETRY = "publish_retry";

    /** A platform run names a folder of the object store, so it must be one harmless segment of a key. */
    private static final Pattern PLATFORM_RUN_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    private static final Pattern RUN_KEY = Pattern.compile("tr_[0-9a-f]{32}");

    private final Optional<String> requiredPlatformRunId;
    private final String runConfigDigest;
    private final boolean digestRequired;

    /**
     * @param requiredPlatformRunId the active run, if the worker serves only one
     * @param runConfigDigest digest of the configuration this worker runs under
     * @param digestRequired whether a message that names no digest is refused
     */
    public AdmissionRules(Optional<String> requiredPlatformRunId, String runConfigDigest, boolean digestRequired) {
        requiredPlatformRunId.filter(run -> !isPlatformRunId(run)).ifPresent(run -> {
            throw new FailureException(
                    RUN_SCOPE_INVALID, "required_platform_run_id: must match " + PLATFORM_RUN_ID + ", is " + run);
        });
        this.requiredPlatformRunId = requiredPlatformRunId;
        this.runConfigDigest = runConfigDigest;
        this.digestRequired = digestRequired;
    }

    /** Never throws for bad input: whatever is wrong with the message is in the answer. */
    public Admission admit(JsonNode message) {
        try {
            JobEnvelope envelope = readEnvelope(message);
            guardRunConfig(envelope);
            guardPlatformRun(envelope);
            return switch (envelope.command()) {
                case TRAIN_BUILD -> trainBuild(envelope, message);
                case PUBLISH_RETRY -> publishRetry(envelope, message);
                default ->
                    throw new FailureException(
                            REQUEST_COMMAND_UNSUPPORTED, "command: must be " + TRAIN_BUILD + " or " + PUBLISH_RETRY);
            };
        } catch (FailureException refusal) {
            return refused(message, refusal.code(), String.valueOf(refusal.getMessage()));
        }
    }

    private static JobEnvelope readEnvelope(JsonNode message) {
        if (!message.isObject()) {
            throw new FailureException(SCHEMA_INVALID, "message: must be a JSON object");
        }
        DocumentReader reader = new DocumentReader(message);
        String version = reader.text("schema_version", SCHEMA_INVALID);
        if (!version.isEmpty() && !version.equals(JobEnvelope.SCHEMA_VERSION)) {
            reader.violate(SCHEMA_INVALID, "schema_version", "must be " + JobEnvelope.SCHEMA_VERSION);
        }
        String requestId = reader.exactText("request_id", REQUEST_ID_INVALID);
        if (!requestId.isEmpty() && !isRequestId(requestId)) {
            reader.violate(REQUEST_ID_INVALID, "request_id", "must match " + TrainBuildRequestReader.REQUEST_ID);
        }
        JobEnvelope envelope = new JobEnvelope(
                requestId,
                reader.text("command", REQUEST_COMMAND_UNSUPPORTED),
                reader.text("platform_run_id", RUN_SCOPE_INVALID),
                reader.has("run_config_digest")
                        ? Optional.of(reader.text("run_config_digest", RUN_CONFIG_DIGEST_MISMATCH))
                        : Optional.empty(),
                reader.text("requester_principal", REQUESTER_MISSING));
        readSubmittedAt(reader);
        reader.has(TRAIN_BUILD);
        reader.has(PUBLISH_RETRY);
        reader.close(SCHEMA_INVALID);
        throwFirst(reader.violations());
        return envelope;
    }

    private static void readSubmittedAt(DocumentReader reader) {
        String submittedAt = reader.text("submitted_at_utc", REQUEST_INVALID);
        try {
            if (!submittedAt.isEmpty()) {
                OffsetDateTime.parse(submittedAt);
            }
        } catch (DateTimeParseException e) {
            reader.violate(REQUEST_INVALID, "submitted_at_utc", "must be an ISO-8601 time with offset");
        }
    }

    private void guardRunConfig(JobEnvelope envelope) {
        boolean matches =
                envelope.runConfigDigest().map(runConfigDigest::equals).orElse(!digestRequired);
        if (!matches) {
            throw new FailureException(
                    RUN_CONFIG_DIGEST_MISMATCH,
                    "run_config_digest: the worker runs under " + runConfigDigest + ", the request names "
                            + envelope.runConfigDigest().orElse("none"));
        }
    }

    private void guardPlatformRun(JobEnvelope envelope) {
        String platformRunId = envelope.platformRunId();
        if (!isPlatformRunId(platformRunId)) {
            throw new FailureException(RUN_SCOPE_INVALID, "platform_run_id: must match " + PLATFORM_RUN_ID);
        }
        if (requiredPlatformRunId
                .filter(required -> !required.equals(platformRunId))
                .isPresent()) {
            throw new FailureException(
                    RUN_SCOPE_INVALID,
                    "platform_run_id: the active run is " + requiredPlatformRunId.get() + ", the request names "
                            + platformRunId);
        }
    }

    private static Admission trainBuild(JobEnvelope envelope, JsonNode message) {
        TrainBuildRequest request = TrainBuildRequestReader.read(payload(message, TRAIN_BUILD, PUBLISH_RETRY));
        requireEqual("request_id", envelope.requestId(), request.requestId(), REQUEST_INVALID);
        requireEqual("platform_run_id", envelope.platformRunId(), request.platformRunId(), RUN_SCOPE_INVALID);
        requireEqual(
                "requester_principal", envelope.requesterPrincipal(), request.requesterPrincipal(), REQUEST_INVALID);
        return new Admission.TrainBuild(envelope, request, RunIdentity.of(request), RunIdentity.payloadHash(request));
    }

    private static Admission publishRetry(JobEnvelope envelope, JsonNode message) {
        JsonNode payload = payload(message, PUBLISH_RETRY, TRAIN_BUILD);
        DocumentReader reader = new DocumentReader(payload);
        PublishRetryRequest request = new PublishRetryRequest(
                reader.text("run_key", REQUEST_INVALID), reader.text("reason", REQUEST_INVALID));
        reader.close(SCHEMA_INVALID);
        throwFirst(reader.violations());
        if (!RUN_KEY.matcher(request.runKey()).matches()) {
            throw new FailureException(RUN_NOT_FOUND, "publish_retry.run_key: no run has a key like this");
        }
        ObjectNode identity = request.toJson()
                .put("command", PUBLISH_RETRY)
                .put("platform_run_id", envelope.platformRunId())
                .put("requester_principal", envelope.requesterPrincipal());
        return new Admission.PublishRetry(envelope, request, RunIdentity.payloadHash(identity));
    }

    private static JsonNode payload(JsonNode message, String wanted, String other) {
        if (message.hasNonNull(other)) {
            throw new FailureException(REQUEST_INVALID, other + ": must be absent when command is " + wanted);
        }
        JsonNode payload = message.path(wanted);
        if (!payload.isObject()) {
            throw new FailureException(REQUEST_INVALID, wanted + ": must be an object when command is " + wanted);
        }
        return payload;
    }

    private static void requireEqual(String field, String envelope, String payload, FailureCode code) {
        if (!envelope.equals(payload)) {
            throw new FailureException(
                    code, field + ": envelope and payload differ (" + envelope + ", " + payload + ")");
        }
    }

    private static void throwFirst(List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw new FailureException(violations.get(0).code(), Violation.describe(violations));
        }
    }

    private static Admission.Refused refused(JsonNode message, FailureCode code, String why) {
        String payloadHash = payloadHash(message);
        String requestId = message.path("request_id").asText();
        String platformRunId = Texts.trim(message.path("platform_run_id").asText());
        return new Admission.Refused(
                code,
                why,
                isRequestId(requestId) ? requestId : "refused-" + payloadHash.substring(0, 32),
                shorten(message.path("command").asText()),
                Optional.of(platformRunId).filter(AdmissionRules::isPlatformRunId),
                shorten(message.path("requester_principal").asText()),
                payloadHash);
    }

    /**
     * The payload hash under which a message is refused: over all that the guards saw, but not when it was sent: the same refused message is a repeat whenever it comes, and a
     * corrected one under the same id is a contradiction that is answered by name.
     */
    public static String payloadHash(JsonNode message) {
        if (!(message instanceof ObjectNode object)) {
            return RunIdentity.payloadHash(message);
        }
        return RunIdentity.payloadHash(object.deepCopy().without("submitted_at_utc"));
    }

    private static boolean isRequestId(String text) {
        return TrainBuildRequestReader.REQUEST_ID.matcher(text).matches();
    }

    private static boolean isPlatformRunId(String text) {
        return PLATFORM_RUN_ID.matcher(text).matches();
    }

    private static String shorten(String text) {
        return text.length() <= 128 ? text : text.substring(0, 128);
    }
}
