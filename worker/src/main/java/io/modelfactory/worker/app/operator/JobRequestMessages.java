package io.modelfactory.worker.app.operator;

import io.modelfactory.contracts.JobCommand;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.contracts.PublishOverride;
import io.modelfactory.contracts.PublishRetry;
import io.modelfactory.contracts.TargetScope;
import io.modelfactory.contracts.TrainBuildRequest;
import io.modelfactory.worker.request.JobEnvelope;
import io.modelfactory.worker.request.PublishOverrideRequest;
import io.modelfactory.worker.request.PublishRetryRequest;
import java.time.Instant;

/** Admitted requests in the form in which they travel. */
public final class JobRequestMessages {
    private JobRequestMessages() {}

    public static MfJobRequest trainBuild(
            io.modelfactory.worker.request.TrainBuildRequest request, String runConfigDigest, Instant now) {
        return envelope(
                        request.requestId(),
                        JobCommand.TRAIN_BUILD,
                        request.platformRunId(),
                        request.requesterPrincipal(),
                        runConfigDigest,
                        now)
                .setTrainBuild(payload(request))
                .build();
    }

    public static MfJobRequest publishRetry(
            String requestId,
            PublishRetryRequest request,
            String platformRunId,
            String requesterPrincipal,
            String runConfigDigest,
            Instant now) {
        return envelope(requestId, JobCommand.PUBLISH_RETRY, platformRunId, requesterPrincipal, runConfigDigest, now)
                .setPublishRetry(PublishRetry.newBuilder()
                        .setRunKey(request.runKey())
                        .setReason(request.reason())
                        .build())
                .build();
    }

    public static MfJobRequest publishOverride(
            String requestId,
            PublishOverrideRequest request,
            String platformRunId,
            String requesterPrincipal,
            String runConfigDigest,
            Instant now) {
        return envelope(requestId, JobCommand.PUBLISH_OVERRIDE, platformRunId, requesterPrincipal, runConfigDigest, now)
                .setPublishOverride(PublishOverride.newBuilder()
                        .setRunKey(request.runKey())
                        .setReason(request.reason())
                        .build())
                .build();
    }

    private static MfJobRequest.Builder envelope(
            String requestId,
            String command,
            String platformRunId,
            String requesterPrincipal,
            String runConfigDigest,
            Instant now) {
        return MfJobRequest.newBuilder()
                .setSchemaVersion(JobEnvelope.SCHEMA_VERSION)
                .setRequestId(requestId)
                .setCommand(command)
                .setPlatformRunId(platformRunId)
                .setSubmittedAtUtc(now.toString())
                .setRunConfigDigest(runConfigDigest)
                .setRequesterPrincipal(requesterPrincipal);
    }

    private static TrainBuildRequest payload(io.modelfactory.worker.request.TrainBuildRequest request) {
        return TrainBuildRequest.newBuilder()
                .setSchemaVersion(io.modelfactory.worker.request.TrainBuildRequest.SCHEMA_VERSION)
                .setRequestId(request.requestId())
                .setIntentKind(request.intentKind().wireName())
                .setPlatformRunId(request.platformRunId())
                .setDatasetManifestRefs(request.datasetManifestRefs())
                .setTrainingConfigRef(request.trainingConfigRef())
                .setGovernanceProfileRef(request.governanceProfileRef())
                .setRequesterPrincipal(request.requesterPrincipal())
                .setTargetScope(TargetScope.newBuilder()
                        .setEnvironment(request.targetScope().environment())
                        .setMode(request.targetScope().mode())
                        .setBundleSlot(request.targetScope().bundleSlot())
                        .setTenantId(request.targetScope().tenantId().orElse(null))
                        .build())
                .setPolicyRevision(request.policyRevision())
                .setConfigRevision(request.configRevision())
                .setMfCodeReleaseId(request.mfCodeReleaseId())
                .setPublishAllowed(request.publishAllowed())
                .build();
    }
}
