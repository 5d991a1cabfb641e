package io.modelfactory.worker.execution;

import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RequeueRule;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.util.Map;

/** What a run has written that ended for its inputs: requeueing depends on it. */
final class WrittenInputs {
    private WrittenInputs() {}

    /** The run's references, with its plan and its execution record as far as they are in the store. */
    static Map<String, ArtifactRef> of(ArtifactStore artifacts, RunRecord run, FailureCode failure) {
        if (run.state() != RunState.RUNNING || !RequeueRule.isAboutInputs(failure)) {
            return run.refs();
        }
        Evidence evidence = new Evidence(run.refs());
        String plan = ArtifactKeys.resolvedTrainPlan(run.platformRunId(), run.runKey());
        String record = ArtifactKeys.executionRecord(run.platformRunId(), run.runKey());
        evidence = withStored(artifacts, evidence, ArtifactName.RESOLVED_TRAIN_PLAN, plan);
        return withStored(artifacts, evidence, ArtifactName.EXECUTION_RECORD, record)
                .refs();
    }

    private static Evidence withStored(ArtifactStore artifacts, Evidence evidence, ArtifactName name, String key) {
        return artifacts
                .read(key, DocumentStore.MAX_DOCUMENT_BYTES)
                .map(content -> evidence.with(name, new ArtifactRef(key, Sha256.hex(content), content.length)))
                .orElse(evidence);
    }
}
