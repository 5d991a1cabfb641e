package io.modelfactory.worker.intake;

import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.request.Admission;
import io.modelfactory.worker.request.TrainBuildRequest;
import java.time.Instant;
import java.util.Optional;

/** What admission let in, as the ledger takes it: from Kafka, or from somebody who rehearses a request. */
public final class AdmittedEntries {
    private AdmittedEntries() {}

    /** @param priority of the run, if it is a new one; higher is claimed first */
    public static IntakeEntry.TrainBuild of(
            Admission.TrainBuild build, int priority, Optional<String> traceparent, Instant receivedAt) {
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
                priority,
                traceparent,
                receivedAt);
    }

    public static IntakeEntry.PublishRetry of(
            Admission.PublishRetry retry, Optional<String> traceparent, Instant receivedAt) {
        return new IntakeEntry.PublishRetry(
                retry.envelope().requestId(),
                retry.payloadHash(),
                retry.request().runKey(),
                retry.request().reason(),
                retry.envelope().platformRunId(),
                retry.envelope().requesterPrincipal(),
                traceparent,
                receivedAt);
    }
}
