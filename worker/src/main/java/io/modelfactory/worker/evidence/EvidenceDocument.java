package io.modelfactory.worker.evidence;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_INVALID;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_PACK_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.EXECUTION_RECORD_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.GATE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.GATE_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.REGISTRY_EVENT_IMMUTABILITY_VIOLATION;
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
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The linked documents of a run in the order in which it writes them, each with the codes by which it is refused. */
public enum EvidenceDocument {
    PLAN(
            ArtifactName.RESOLVED_TRAIN_PLAN,
            ContractDocument.RESOLVED_TRAIN_PLAN,
            RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION),
    EXECUTION_RECORD(
            ArtifactName.EXECUTION_RECORD, ContractDocument.EXECUTION_RECORD, EXECUTION_RECORD_IMMUTABILITY_VIOLATION),
    MODEL_DESCRIPTOR(
            ArtifactName.MODEL_ARTIFACT, ContractDocument.MODEL_ARTIFACT, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION),
    CUTS(ArtifactName.CUTS, ContractDocument.CUTS, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION),
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
            PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION),
    PUBLISH_OVERRIDE(
            ArtifactName.PUBLISH_OVERRIDE, ContractDocument.PUBLISH_OVERRIDE, PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION),
    BUNDLE_PUBLICATION(
            ArtifactName.BUNDLE_PUBLICATION,
            ContractDocument.BUNDLE_PUBLICATION,
            BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION),
    REGISTRY_RECORD(
            ArtifactName.REGISTRY_RECORD, ContractDocument.BUNDLE_PUBLICATION, BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION),
    REGISTRY_EVENT(
            ArtifactName.REGISTRY_EVENT,
            ContractDocument.REGISTRY_LIFECYCLE_EVENT,
            REGISTRY_EVENT_IMMUTABILITY_VIOLATION),
    HANDSHAKE_RECEIPT(
            ArtifactName.PUBLISH_HANDSHAKE_RECEIPT,
            ContractDocument.PUBLISH_HANDSHAKE_RECEIPT,
            PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION),
    COMPLETION_MARKER(
            ArtifactName.COMPLETION_MARKER, ContractDocument.COMPLETION_MARKER, BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION);

    private static final Set<EvidenceDocument> UP_TO_GATE =
            Collections.unmodifiableSet(EnumSet.range(PLAN, ELIGIBILITY));

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

    /** What a run has to have written before it may be published. */
    public static Set<EvidenceDocument> upToGate() {
        return UP_TO_GATE;
    }

    /** Empty for what is no linked document, such as the model itself. */
    public static Optional<EvidenceDocument> find(ArtifactName name) {
        return Arrays.stream(values()).filter(document -> document.name == name).findAny();
    }

    public ArtifactName artifact() {
        return name;
    }

    public ContractDocument kind() {
        return kind;
    }

    /** When it has the bytes that the ledger pinned and is about another run, or about other evidence. */
    FailureCode ifContradictory() {
        return invalid == GATE_INVALID ? GATE_INVALID : altered;
    }

    /** @throws io.modelfactory.worker.failure.FailureException if the document is not the one that was pinned */
    public JsonNode read(DocumentStore documents, Evidence evidence) {
        return documents.read(kind, evidence.require(name), new FailureCodes(missing, invalid, altered));
    }
}
