package io.modelfactory.worker.app.operate;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.worker.app.runtime.JobRequests;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.intake.AvroJson;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.request.Admission;
import io.modelfactory.worker.request.AdmissionRules;
import io.modelfactory.worker.request.PublishRetryRequest;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes messages of what operators ask for and shows them to the guards of the profile, in the form in which the worker will
 * see them. What is refused here would be refused there, so it is not sent.
 */
public final class RequestDesk {
    private final String runConfigDigest;
    private final AdmissionRules guards;
    private final Clock clock;

    public RequestDesk(Configuration configuration, Clock clock) {
        this.runConfigDigest = configuration.runConfigDigest();
        this.guards = AdmissionRules.of(configuration);
        this.clock = clock;
    }

    /**
     * @param document a TrainBuildRequest v0
     * @throws FailureException by the name of the first guard that refuses it
     */
    public PreparedRequest trainBuild(JsonNode document) {
        TrainBuildRequest request = TrainBuildRequestReader.read(document);
        return admitted(JobRequests.trainBuild(request, runConfigDigest, clock.instant()));
    }

    /** @throws FailureException by the name of the first guard that refuses it */
    public PreparedRequest publishRetry(
            String requestId, PublishRetryRequest request, String platformRunId, String requesterPrincipal) {
        return admitted(JobRequests.publishRetry(
                requestId, request, platformRunId, requesterPrincipal, runConfigDigest, clock.instant()));
    }

    private PreparedRequest admitted(MfJobRequest message) {
        JsonNode seen = AvroJson.of(message);
        Admission admission = guards.admit(seen);
        String refusalHash = AdmissionRules.payloadHash(seen);
        if (admission instanceof Admission.TrainBuild build) {
            return new PreparedRequest(
                    message, entry(build, clock.instant()), build.identity().runKey(), refusalHash);
        } else if (admission instanceof Admission.PublishRetry retry) {
            return new PreparedRequest(
                    message, entry(retry, clock.instant()), retry.request().runKey(), refusalHash);
        }
        Admission.Refused refused = (Admission.Refused) admission;
        throw new FailureException(refused.code(), refused.message());
    }

    private static IntakeEntry.Request entry(Admission.TrainBuild build, Instant now) {
        TrainBuildRequest request = build.request();
        return new IntakeEntry.TrainBuild(
                request.requestId(),
                build.payloadHash(),
                build.identity().runKey(),
                build.identity().trainRunKey(),
                request.platformRunId(),
                request.targetScope().scopeKey(),
                request.requesterPrincipal(),
                request.toJson(),
                request.publishAllowed(),
                0,
                Optional.empty(),
                now);
    }

    private static IntakeEntry.Request entry(Admission.PublishRetry retry, Instant now) {
        return new IntakeEntry.PublishRetry(
                retry.envelope().requestId(),
                retry.payloadHash(),
                retry.request().runKey(),
                retry.request().reason(),
                retry.envelope().platformRunId(),
                retry.envelope().requesterPrincipal(),
                Optional.empty(),
                now);
    }
}
