package io.modelfactory.worker.negative;

import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.request.RunIdentity;

/** The store keys of a run's artifacts. */
final class RunArtifactKeys {
    private RunArtifactKeys() {}

    static String of(ArtifactName artifact, RunIdentity identity) {
        String run = NegativeEnvironment.PLATFORM_RUN_ID;
        String runKey = identity.runKey();
        return switch (artifact) {
            case RESOLVED_TRAIN_PLAN -> ArtifactKeys.resolvedTrainPlan(run, runKey);
            case EXECUTION_RECORD -> ArtifactKeys.executionRecord(run, runKey);
            case MODEL -> ArtifactKeys.model(run, runKey, "model.ubj");
            case CUTS -> ArtifactKeys.cuts(run, runKey);
            case MODEL_ARTIFACT -> ArtifactKeys.modelDescriptor(run, runKey);
            case SCORING_SAMPLE -> ArtifactKeys.scoringSample(run, runKey);
            case EVAL_REPORT -> ArtifactKeys.evalReport(run, runKey, identity.evalReportId());
            case EVIDENCE_PACK -> ArtifactKeys.evidencePack(run, runKey);
            case EXECUTION_RECEIPT -> ArtifactKeys.executionReceipt(run, runKey);
            case GATE_RECEIPT -> ArtifactKeys.gateReceipt(run, runKey);
            case PUBLISH_ELIGIBILITY -> ArtifactKeys.publishEligibility(run, runKey);
            case PUBLISH_OVERRIDE -> ArtifactKeys.publishOverride(run, runKey);
            case BUNDLE_PUBLICATION -> ArtifactKeys.bundlePublication(run, runKey);
            case PUBLISH_HANDSHAKE_RECEIPT -> ArtifactKeys.publishHandshakeReceipt(run, runKey);
            case COMPLETION_MARKER -> ArtifactKeys.completionMarker(run, runKey);
            case MODEL_CARD, MODEL_CARD_HTML, PROVENANCE, REGISTRY_RECORD, REGISTRY_EVENT ->
                throw new IllegalArgumentException(artifact + " lies under the bundle's key, not under the run's");
        };
    }
}
