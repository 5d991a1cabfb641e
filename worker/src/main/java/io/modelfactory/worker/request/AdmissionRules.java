package io.modelfactory.worker.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.config.AuthorisationPolicy;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.OwnershipBoundaries;
import io.modelfactory.worker.config.RequestKeyPolicy;
import io.modelfactory.worker.config.RunPolicy;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.List;
import java.util.Optional;

/**
 * What a message passes before the ledger, in order: the envelope, the guards, the request contract. A message that
 * breaks several rules is answered by the first. Messages from Kafka and files that operators write pass through the
 * same rules.
 */
public final class AdmissionRules {
    private final RequestAuthenticator authenticator;
    private final List<AdmissionGuard> guards;
    private final ReleaseRule release;

    /**
     * @param requiredPlatformRunId the active run, if the worker serves only one
     * @param runConfigDigest digest of the configuration this worker runs under
     * @param digestRequired whether a message that names no digest is refused
     * @param keys which keys may sign requests, and whether they have to
     * @param policy who may ask for what
     * @param release which releases a request may name
     */
    public AdmissionRules(
            Optional<String> requiredPlatformRunId,
            String runConfigDigest,
            boolean digestRequired,
            OwnershipBoundaries boundaries,
            RequestKeyPolicy keys,
            AuthorisationPolicy policy,
            ReleaseRule release) {
        this.authenticator = new RequestAuthenticator(keys);
        Authorisation authorisation = new Authorisation(policy);
        this.release = release;
        this.guards = List.of(
                new RunConfigGuard(runConfigDigest, digestRequired),
                new RunScopeGuard(requiredPlatformRunId),
                new CommandGuard(),
                new OwnershipGuard(boundaries),
                new SignatureGuard(keys.required()),
                new AuthorisationGuard(authorisation),
                new ProfileGuard(authorisation));
    }

    /** The rules of a worker, or of a dry run that asks what a worker would decide. */
    public static AdmissionRules of(Configuration configuration) {
        RunPolicy policy = configuration.profile().policy();
        return new AdmissionRules(
                policy.requiredPlatformRunId(),
                configuration.runConfigDigest(),
                policy.requireRunConfigDigest(),
                configuration.ownershipBoundaries(),
                configuration.launcherPolicy().requestKeys(),
                configuration.launcherPolicy().authorisation(),
                ReleaseRule.of(configuration));
    }

    /** Verifies the signature headers of a record over its value, before the record is decoded any further. */
    public SignatureCheck checkSignature(List<String> headers, byte[] value) {
        return authenticator.check(headers, value);
    }

    /** As below, for a message without a signature. */
    public Admission admit(JsonNode message) {
        return admit(message, new SignatureCheck.Unsigned());
    }

    /** Never throws for bad input: whatever is wrong with the message is in the answer. */
    public Admission admit(JsonNode message, SignatureCheck signature) {
        try {
            IncomingMessage asked = new IncomingMessage(EnvelopeReader.read(message), message, signature);
            guards.forEach(guard -> guard.check(asked));
            Admission accepted = RequestContract.accept(asked);
            if (accepted instanceof Admission.TrainBuild build) {
                release.check(build.request());
            }
            return accepted;
        } catch (FailureException refusal) {
            return refused(message, signature, refusal.code(), String.valueOf(refusal.getMessage()));
        }
    }

    private static Admission.Refused refused(JsonNode message, SignatureCheck signature, FailureCode code, String why) {
        String payloadHash = payloadHash(message);
        String requestId = message.path("request_id").asText();
        String platformRunId = RequestText.trim(message.path("platform_run_id").asText());
        return new Admission.Refused(
                code,
                why,
                TrainBuildRequestReader.isRequestId(requestId) ? requestId : "refused-" + payloadHash.substring(0, 32),
                RequestText.truncated(message.path("command").asText()),
                Optional.of(platformRunId).filter(RunScopeGuard::isPlatformRunId),
                RequestText.truncated(message.path("requester_principal").asText()),
                payloadHash,
                authenticatedBy(message, signature));
    }

    /** A signature says who asks only if its key may sign in the name that the message gives. */
    private static Optional<String> authenticatedBy(JsonNode message, SignatureCheck signature) {
        String principal = RequestText.trim(message.path("requester_principal").asText());
        return signature instanceof SignatureCheck.Signed signed && SignatureGuard.mayName(signed.key(), principal)
                ? Optional.of(signed.key().keyId())
                : Optional.empty();
    }

    /**
     * The payload hash under which a message is refused: over all that the guards saw, but not when it was sent: the
     * same refused message is a repeat whenever it comes, and a corrected one under the same id is a contradiction that
     * is answered by name.
     */
    public static String payloadHash(JsonNode message) {
        if (!(message instanceof ObjectNode object)) {
            return RunIdentity.payloadHash(message);
        }
        return RunIdentity.payloadHash(object.deepCopy().without("submitted_at_utc"));
    }
}
