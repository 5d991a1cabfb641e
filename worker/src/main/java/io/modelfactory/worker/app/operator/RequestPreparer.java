package io.modelfactory.worker.app.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.worker.app.wiring.SignerFactory;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.intake.AvroJsonConverter;
import io.modelfactory.worker.intake.IntakeEntryFactory;
import io.modelfactory.worker.request.Admission;
import io.modelfactory.worker.request.AdmissionRules;
import io.modelfactory.worker.request.PublishOverrideRequest;
import io.modelfactory.worker.request.PublishRetryRequest;
import io.modelfactory.worker.request.SignatureCheck;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.signing.RequestSignature;
import io.modelfactory.worker.signing.SigningKey;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;

/**
 * Makes messages of what operators ask for and shows them to the guards of the profile, in the form in which the worker
 * will see them. What is refused here would be refused there, so it is not sent.
 */
public final class RequestPreparer {
    /** Entries made here are rehearsed, never kept, so nothing is claimed by it. */
    private static final int ANY_PRIORITY = 0;

    private final String runConfigDigest;
    private final AdmissionRules guards;
    private final Optional<SigningKey> key;
    private final Clock clock;

    public RequestPreparer(Configuration configuration, Clock clock) {
        this(configuration, SignerFactory.requestKey(configuration), clock);
    }

    /** @param key that will sign what is prepared here */
    public RequestPreparer(Configuration configuration, Optional<SigningKey> key, Clock clock) {
        this.runConfigDigest = configuration.runConfigDigest();
        this.guards = AdmissionRules.of(configuration);
        this.key = key;
        this.clock = clock;
    }

    /**
     * @param document a TrainBuildRequest v0
     * @throws FailureException by the name of the first guard that refuses it
     */
    public PreparedRequest trainBuild(JsonNode document) {
        TrainBuildRequest request = TrainBuildRequestReader.read(document);
        return admitted(JobRequestMessages.trainBuild(request, runConfigDigest, clock.instant()));
    }

    /** @throws FailureException by the name of the first guard that refuses it */
    public PreparedRequest publishRetry(
            String requestId, PublishRetryRequest request, String platformRunId, String requesterPrincipal) {
        return admitted(JobRequestMessages.publishRetry(
                requestId, request, platformRunId, requesterPrincipal, runConfigDigest, clock.instant()));
    }

    /** @throws FailureException by the name of the first guard that refuses it */
    public PreparedRequest publishOverride(
            String requestId, PublishOverrideRequest request, String platformRunId, String requesterPrincipal) {
        return admitted(JobRequestMessages.publishOverride(
                requestId, request, platformRunId, requesterPrincipal, runConfigDigest, clock.instant()));
    }

    /** Which bytes are signed when it is sent makes no difference to which key signs them. */
    private SignatureCheck signatureCheck(MfJobRequest message) {
        byte[] value = message.toString().getBytes(StandardCharsets.UTF_8);
        return guards.checkSignature(
                key.map(signingKey -> RequestSignature.of(signingKey, value)).map(Object::toString).stream()
                        .toList(),
                value);
    }

    private PreparedRequest admitted(MfJobRequest message) {
        JsonNode seen = AvroJsonConverter.toJson(message);
        Admission admission = guards.admit(seen, signatureCheck(message));
        String refusalHash = AdmissionRules.payloadHash(seen);
        if (admission instanceof Admission.TrainBuild build) {
            return new PreparedRequest(
                    message,
                    IntakeEntryFactory.of(build, ANY_PRIORITY, Optional.empty()),
                    build.identity().runKey(),
                    refusalHash);
        } else if (admission instanceof Admission.PublishRetry retry) {
            return new PreparedRequest(
                    message,
                    IntakeEntryFactory.of(retry, Optional.empty()),
                    retry.request().runKey(),
                    refusalHash);
        } else if (admission instanceof Admission.PublishOverride override) {
            return new PreparedRequest(
                    message,
                    IntakeEntryFactory.of(override, Optional.empty()),
                    override.request().runKey(),
                    refusalHash);
        }
        Admission.Refused refused = (Admission.Refused) admission;
        throw new FailureException(refused.code(), refused.message());
    }
}
