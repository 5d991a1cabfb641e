package io.modelfactory.worker.corridor;

import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.RunRecord;
import io.modelfactory.worker.publish.PublishStage.PassedRun;
import io.modelfactory.worker.request.TrainBuildRequestReader;

/** The ledger's row of a passed run, as the publication needs it. */
final class PassedRuns {
    private PassedRuns() {}

    static PassedRun of(RunRecord run) {
        return new PassedRun(
                run.platformRunId(),
                run.runKey(),
                TrainBuildRequestReader.read(run.request()).targetScope(),
                run.executionStartedAt()
                        .orElseThrow(() -> new FailureException(
                                FailureCode.INVALID_TRANSITION, run.runKey() + ": was never started")),
                new Evidence(run.refs()));
    }
}
