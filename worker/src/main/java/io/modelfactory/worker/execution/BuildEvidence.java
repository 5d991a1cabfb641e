package io.modelfactory.worker.execution;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_INVALID;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_PACK_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.EXECUTION_RECORD_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_EVAL_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.WORKER_RUNTIME_ERROR;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.gate.GateCheck.Verdict;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.training.BuiltModel;
import io.modelfactory.worker.training.PreparationResult;
import io.modelfactory.worker.training.ScoringSample;
import java.nio.file.Path;

/** Writes the evidence of one build, in the order in which its documents refer to each other. */
final class BuildEvidence {
    private final String platformRunId;
    private final String runKey;
    private final BuildDocuments content;
    private final ArtifactStore artifacts;
    private final DocumentStore documents;
    private Evidence evidence = Evidence.none();

    /** @param documents in the store of artifacts */
    BuildEvidence(RunRecord run, BuildDocuments content, ArtifactStore artifacts, DocumentStore documents) {
        this.platformRunId = run.platformRunId();
        this.runKey = run.runKey();
        this.content = content;
        this.artifacts = artifacts;
        this.documents = documents;
    }

    ArtifactRef plan(ResolvedTrainPlan plan) {
        write(
                ArtifactName.RESOLVED_TRAIN_PLAN,
                ContractDocument.RESOLVED_TRAIN_PLAN,
                ArtifactKeys.resolvedTrainPlan(platformRunId, runKey),
                plan.toJson(),
                RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION);
        return evidence.require(ArtifactName.RESOLVED_TRAIN_PLAN);
    }

    void executionRecord(PreparationResult rows) {
        write(
                ArtifactName.EXECUTION_RECORD,
                ContractDocument.EXECUTION_RECORD,
                ArtifactKeys.executionRecord(platformRunId, runKey),
                content.executionRecord(rows, evidence),
                EXECUTION_RECORD_IMMUTABILITY_VIOLATION);
    }

    /** @param file of the model; may be deleted afterwards */
    void model(PreparationResult rows, BuiltModel model, Path file) {
        evidence = evidence.with(
                ArtifactName.MODEL,
                artifacts.writeFile(
                        ArtifactKeys.model(
                                platformRunId, runKey, file.getFileName().toString()),
                        file,
                        TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION));
        model.bins()
                .ifPresent(bins -> write(
                        ArtifactName.CUTS,
                        ContractDocument.CUTS,
                        ArtifactKeys.cuts(platformRunId, runKey),
                        content.cuts(rows.features(), bins),
                        TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION));
        write(
                ArtifactName.MODEL_ARTIFACT,
                ContractDocument.MODEL_ARTIFACT,
                ArtifactKeys.modelDescriptor(platformRunId, runKey),
                content.modelDescriptor(rows, model, evidence),
                TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION);
    }

    void scoringSample(ScoringSample sample) {
        write(
                ArtifactName.SCORING_SAMPLE,
                ContractDocument.SCORING_SAMPLE,
                ArtifactKeys.scoringSample(platformRunId, runKey),
                content.scoringSample(sample),
                TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION);
    }

    void evalReport(ObjectNode metrics, Verdict verdict) {
        evidence = evidence.with(
                ArtifactName.EVAL_REPORT,
                documents.write(
                        ContractDocument.EVAL_REPORT,
                        ArtifactKeys.evalReport(platformRunId, runKey, content.evalReportId()),
                        content.evalReport(metrics, verdict),
                        EVAL_REPORT_INVALID,
                        EVAL_REPORT_IMMUTABILITY_VIOLATION));
    }

    /** The last of them; returns all. */
    Evidence receipts() {
        write(
                ArtifactName.EVIDENCE_PACK,
                ContractDocument.EVIDENCE_PACK,
                ArtifactKeys.evidencePack(platformRunId, runKey),
                content.evidencePack(evidence),
                EVIDENCE_PACK_IMMUTABILITY_VIOLATION);
        write(
                ArtifactName.EXECUTION_RECEIPT,
                ContractDocument.TRAIN_EVAL_RECEIPT,
                ArtifactKeys.executionReceipt(platformRunId, runKey),
                content.trainEvalReceipt(evidence),
                TRAIN_EVAL_RECEIPT_IMMUTABILITY_VIOLATION);
        return evidence;
    }

    private void write(
            ArtifactName name, ContractDocument kind, String key, ObjectNode document, FailureCode ifDifferent) {
        // A document of this worker that breaks its schema is a bug, whatever the run.
        evidence = evidence.with(name, documents.write(kind, key, document, WORKER_RUNTIME_ERROR, ifDifferent));
    }
}
