package io.modelfactory.worker.publish;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_INVALID;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_PACK_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.EXECUTION_RECORD_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.GATE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.GATE_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_EVAL_RECEIPT_IMMUTABILITY_VIOLATION;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.DocumentStore.FailureCodes;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.failure.FailureCode;

/** The documents that a run leaves up to its gate, and the codes by which each is found wanting. */
enum EvidenceDocument {
    PLAN(
            ArtifactName.RESOLVED_TRAIN_PLAN,
            ContractDocument.RESOLVED_TRAIN_PLAN,
            RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION),
    EXECUTION_RECORD(
            ArtifactName.EXECUTION_RECORD, ContractDocument.EXECUTION_RECORD, EXECUTION_RECORD_IMMUTABILITY_VIOLATION),
    MODEL_DESCRIPTOR(
            ArtifactName.MODEL_ARTIFACT, ContractDocument.MODEL_ARTIFACT, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION),
    SCORING_SAMPLE(ArtifactName.SCORING_SAMPLE, ContractDocument.SCORING_SAMPLE, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION),
    EVAL_REPORT(
            ArtifactName.EVAL_REPORT,
            ContractDocument.EVAL_REPORT,
            EVAL_REPORT_UNRESOLVED,
            EVAL_REPORT_INVALID,
            EVAL_REPORT_MISMATCH),
    EVIDENCE_PACK(ArtifactName.EVIDENCE_PACK, ContractDocument.EVIDENCE_PACK, EVIDENCE_PACK_IMMUTABILITY_VIOLATION),
    EXECUTION_RECEIPT(
            ArtifactName.EXECUTION_RECEIPT,
            ContractDocument.TRAIN_EVAL_RECEIPT,
            TRAIN_EVAL_RECEIPT_IMMUTABILITY_VIOLATION),
    GATE_RECEIPT(
            ArtifactName.GATE_RECEIPT,
            ContractDocument.GATE_RECEIPT,
            EVIDENCE_UNRESOLVED,
            GATE_INVALID,
            GATE_RECEIPT_IMMUTABILITY_VIOLATION),
    ELIGIBILITY(
            ArtifactName.PUBLISH_ELIGIBILITY,
            ContractDocument.PUBLISH_ELIGIBILITY,
            EVIDENCE_UNRESOLVED,
            GATE_INVALID,
            PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION);

    private final ArtifactName name;
    private final ContractDocument kind;
    private final FailureCode missing;
    private final FailureCode invalid;
    private final FailureCode altered;

    /** Only valid documents are written, so one that is pinned and invalid is not the one that the run wrote. */
    EvidenceDocument(ArtifactName name, ContractDocument kind, FailureCode altered) {
        this(name, kind, EVIDENCE_UNRESOLVED, altered, altered);
    }

    EvidenceDocument(
            ArtifactName name, ContractDocument kind, FailureCode missing, FailureCode invalid, FailureCode altered) {
        this.name = name;
        this.kind = kind;
        this.missing = missing;
        this.invalid = invalid;
        this.altered = altered;
    }

    ArtifactName evidence() {
        return name;
    }

    /** When it is what the ledger pinned and still not what it has to be: about another run, or about other evidence. */
    FailureCode contradictory() {
        return invalid == GATE_INVALID ? GATE_INVALID : altered;
    }

    JsonNode read(DocumentStore documents, Evidence evidence) {
        return documents.read(kind, evidence.require(name), new FailureCodes(missing, invalid, altered));
    }
}
