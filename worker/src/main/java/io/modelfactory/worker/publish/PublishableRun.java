package io.modelfactory.worker.publish;

import static io.modelfactory.worker.failure.FailureCode.INVALID_TRANSITION;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.evidence.BuildWorkers;
import io.modelfactory.worker.evidence.RunFacts;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.run.PublishOverride;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.time.Instant;
import java.util.Optional;

/**
 * What the ledger records of a run that is to be published.
 *
 * @param request the one that created the run
 * @param executionStartedAt the run's pinned start
 * @param runConfigDigest the configuration that the run is pinned to
 * @param publishOverride by which it is published although its gate could not decide; empty if the gate passed
 * @param workers that did the work of the run
 */
public record PublishableRun(
        String runKey,
        TrainBuildRequest request,
        Instant executionStartedAt,
        String runConfigDigest,
        Evidence evidence,
        Optional<PublishOverride> publishOverride,
        BuildWorkers workers) {

    /** @throws FailureException {@code INVALID_TRANSITION} if the run was never started */
    public static PublishableRun of(RunRecord run) {
        return new PublishableRun(
                run.runKey(),
                TrainBuildRequestReader.read(run.request()),
                run.executionStartedAt().orElseThrow(() -> neverStarted(run)),
                run.runConfigDigest().orElseThrow(() -> neverStarted(run)),
                new Evidence(run.refs()),
                run.publishOverride(),
                workersOf(run));
    }

    /** The workers that did the work of a run, as far as the ledger has them. */
    public static BuildWorkers workersOf(RunRecord run) {
        return BuildWorkers.of(
                run.workers().builtBy(),
                run.workers().publishedBy(),
                run.runConfigDigest(),
                run.startPin().signingKeyId());
    }

    /** The same run with other references. */
    public PublishableRun withEvidence(Evidence other) {
        return new PublishableRun(
                runKey, request, executionStartedAt, runConfigDigest, other, publishOverride, workers);
    }

    /** @param store turns the references of the request into keys */
    RunFacts facts(ArtifactStore store) {
        return new RunFacts(
                runKey,
                platformRunId(),
                Optional.of(request),
                Optional.empty(),
                RunFacts.manifestKeys(request, store),
                Optional.of(executionStartedAt),
                Optional.of(runConfigDigest),
                evidence);
    }

    public String platformRunId() {
        return request.platformRunId();
    }

    private static FailureException neverStarted(RunRecord run) {
        return new FailureException(INVALID_TRANSITION, run.runKey() + ": was never started");
    }
}
