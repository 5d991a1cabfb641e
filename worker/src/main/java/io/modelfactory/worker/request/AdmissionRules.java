package io.modelfactory.worker.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.config.AuthorisationPolicy;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.OwnershipBoundaries;
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
    private final List<AdmissionGuard> guards;
    private final ReleaseRule release;

    /**
     * @param requiredPlatformRunId the active run, if the worker serves only one
     * @param runConfigDigest digest of the configuration this worker runs under
     * @param digestRequired whether a message that names no digest is refused
     * @param release which releases a request may name
     */
    public AdmissionRules(
            Optional<String> requiredPlatformRunId,
            String runConfigDigest,
            boolean digestRequired,
            OwnershipBoundaries boundaries,
            AuthorisationPolicy policy,
            ReleaseRule release) {
        Authorisation authorisation = new Authorisation(policy);
        this.release = release;
        this.guards = List.of(
                new RunConfigGuard(runConfigDigest, digestRequired),
                new RunScopeGuard(requiredPlatformRunId),
                new CommandGuard(),
                new OwnershipGuard(boundaries),
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
                configuration.launcherPolicy().authorisation(),
                ReleaseRule.of(configuration));
    }

    /** Never throws for bad input: whatever is wrong with the message is in the answer. */
    public Admission admit(JsonNode message) {
        try {
            IncomingMessage asked = new IncomingMessage(EnvelopeReader.read(message), message);
            guards.forEach(guard -> guard.check(asked));
            Admission accepted = RequestContract.accept(asked);
            if (accepted instanceof Admission.TrainBuild build) {
                release.check(build.request());
            }
            return accepted;
        } catch (FailureException refusal) {
            return refused(message, refusal.code(), String.valueOf(refusal.getMessage()));
        }
    }

    private static Admission.Refused refused(JsonNode message, FailureCode code, String why) {
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
                payloadHash);
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
