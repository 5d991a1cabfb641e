package io.modelfactory.worker.intake;

import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.request.Admission;
import io.modelfactory.worker.request.TrainBuildRequest;
import java.util.Optional;

/** Admitted requests in the form that the ledger takes: from Kafka, or from a dry run. */
public final class IntakeEntryFactory {
    private IntakeEntryFactory() {}

    /** @param priority of the run, if it is a new one; higher is claimed first */
    public static IntakeEntry.TrainBuildEntry of(
            Admission.TrainBuild build, int priority, Optional<String> traceparent) {
        TrainBuildRequest request = build.request();
        return new IntakeEntry.TrainBuildEntry(
                request.requestId(),
                build.payloadHash(),
                build.identity().runKey(),
                build.identity().trainRunKey(),
                request.platformRunId(),
                request.targetScope().scopeKey(),
                request.requesterPrincipal(),
                build.authenticatedBy(),
                request.toJson(),
                request.publishAllowed(),
                priority,
                traceparent);
    }

    public static IntakeEntry.PublishRetryEntry of(Admission.PublishRetry retry, Optional<String> traceparent) {
        return new IntakeEntry.PublishRetryEntry(
                retry.envelope().requestId(),
                retry.payloadHash(),
                retry.request().runKey(),
                retry.request().reason(),
                retry.envelope().platformRunId(),
                retry.envelope().requesterPrincipal(),
                retry.authenticatedBy(),
                traceparent);
    }

    public static IntakeEntry.PublishOverrideEntry of(
            Admission.PublishOverride override, Optional<String> traceparent) {
        return new IntakeEntry.PublishOverrideEntry(
                override.envelope().requestId(),
                override.payloadHash(),
                override.request().runKey(),
                override.request().reason(),
                override.envelope().platformRunId(),
                override.envelope().requesterPrincipal(),
                override.authenticatedBy(),
                traceparent);
    }
}
