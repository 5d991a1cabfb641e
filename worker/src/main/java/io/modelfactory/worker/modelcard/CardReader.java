package io.modelfactory.worker.modelcard;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.EXECUTION_RECORD_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.GATE_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.DocumentStore.FailureCodes;
import io.modelfactory.worker.artifact.DocumentStore.PinnedDocument;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.bundle.BundlePackager;
import io.modelfactory.worker.evidence.BuildWorkers;
import io.modelfactory.worker.evidence.GateReceipt;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.PinnedPlan;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes the card of a run from the documents that pin it, or of a bundle from what is stored. */
public final class CardReader {
    private static final FailureCodes HANDSHAKE = new FailureCodes(
            EVIDENCE_UNRESOLVED, PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION, PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION);

    private final DocumentStore documents;

    public CardReader(DocumentStore documents) {
        this.documents = documents;
    }

    /**
     * The card of a run that a gate has judged, as it is published with the bundle; {@link ModelCard#unpublished} is
     * that of a run without one.
     *
     * @param evidence of the run, as the ledger has it
     * @param workers that did the work of the run, as the ledger has them
     * @throws FailureException of the EVIDENCE or IMMUTABILITY category if a document is missing or altered
     */
    public ModelCard ofRun(String runKey, Evidence evidence, BuildWorkers workers) {
        PinnedPlan plan = PinnedPlan.read(documents, evidence.require(ArtifactName.RESOLVED_TRAIN_PLAN));
        Map<String, ArtifactRef> refs = new TreeMap<>();
        for (SourceDocument source : SourceDocument.values()) {
            refs.put(source.name.key(), evidence.require(source.name));
        }
        refs.put(ArtifactName.MODEL.key(), evidence.require(ArtifactName.MODEL));
        Optional<ArtifactRef> override = evidence.find(ArtifactName.PUBLISH_OVERRIDE);
        override.ifPresent(ref -> refs.put(ArtifactName.PUBLISH_OVERRIDE.key(), ref));
        return new ModelCard(new CardDocuments(
                BundlePackager.identity(runKey, plan, evidence),
                true,
                workers,
                refs,
                read(SourceDocument.PLAN, evidence),
                read(SourceDocument.EXECUTION_RECORD, evidence),
                read(SourceDocument.MODEL_DESCRIPTOR, evidence),
                read(SourceDocument.EVAL_REPORT, evidence),
                read(SourceDocument.GATE_RECEIPT, evidence),
                override.map(ref -> documents.read(ContractDocument.PUBLISH_OVERRIDE, ref, HANDSHAKE))));
    }

    private JsonNode read(SourceDocument source, Evidence evidence) {
        FailureCodes codes = new FailureCodes(EVIDENCE_UNRESOLVED, source.altered, source.altered);
        return documents.read(source.kind, evidence.require(source.name), codes);
    }

    /**
     * The card of a published bundle, without a ledger: the bundle's own gate receipt names the run, and that run's
     * documents must give the bundle's id. Who built and published it is in the run's handshake receipt.
     *
     * @throws FailureException as {@link #ofRun} does; {@code EVIDENCE_UNRESOLVED} also if the bundle, or its run, is
     *     missing
     */
    public ModelCard ofBundle(BundleIdentity bundle) {
        String receiptKey =
                ArtifactKeys.registryFile(bundle.bundleId(), bundle.bundleVersion(), ArtifactKeys.GATE_RECEIPT);
        JsonNode receipt = find(SourceDocument.GATE_RECEIPT, receiptKey).content();
        String platformRun = receipt.path("platform_run_id").asText();
        String runKey = receipt.path("run_key").asText();
        JsonNode descriptor = find(SourceDocument.MODEL_DESCRIPTOR, ArtifactKeys.modelDescriptor(platformRun, runKey))
                .content();
        Evidence evidence = Evidence.none()
                .with(ArtifactName.MODEL, reference(descriptor.path("model")))
                .with(ArtifactName.EVAL_REPORT, reference(receipt.path("eval_report")));
        evidence = with(evidence, SourceDocument.PLAN, ArtifactKeys.resolvedTrainPlan(platformRun, runKey));
        evidence = with(evidence, SourceDocument.EXECUTION_RECORD, ArtifactKeys.executionRecord(platformRun, runKey));
        evidence = with(evidence, SourceDocument.MODEL_DESCRIPTOR, ArtifactKeys.modelDescriptor(platformRun, runKey));
        evidence = with(evidence, SourceDocument.GATE_RECEIPT, ArtifactKeys.gateReceipt(platformRun, runKey));
        if (GateReceipt.isInconclusiveOnly(receipt)) {
            evidence = evidence.with(
                    ArtifactName.PUBLISH_OVERRIDE,
                    documents
                            .read(
                                    ContractDocument.PUBLISH_OVERRIDE,
                                    ArtifactKeys.publishOverride(platformRun, runKey),
                                    HANDSHAKE)
                            .ref());
        }
        JsonNode handshake = documents
                .read(
                        ContractDocument.PUBLISH_HANDSHAKE_RECEIPT,
                        ArtifactKeys.publishHandshakeReceipt(platformRun, runKey),
                        HANDSHAKE)
                .content();
        ModelCard card = ofRun(runKey, evidence, BuildWorkers.read(handshake.path("workers")));
        if (!card.bundle().equals(bundle)) {
            throw new FailureException(
                    GATE_RECEIPT_IMMUTABILITY_VIOLATION,
                    receiptKey + ": leads to a run whose documents give "
                            + card.bundle().bundleId() + " " + card.bundle().bundleVersion());
        }
        return card;
    }

    private Evidence with(Evidence evidence, SourceDocument source, String key) {
        return evidence.with(source.name, find(source, key).ref());
    }

    private PinnedDocument find(SourceDocument source, String key) {
        return documents.read(source.kind, key, new FailureCodes(EVIDENCE_UNRESOLVED, source.altered, source.altered));
    }

    private static ArtifactRef reference(JsonNode ref) {
        return new ArtifactRef(
                ref.path("ref").asText(),
                ref.path("sha256").asText(),
                ref.path("bytes").asLong());
    }

    /** The documents of a card, and the failure code of an altered one. */
    private enum SourceDocument {
        PLAN(
                ArtifactName.RESOLVED_TRAIN_PLAN,
                ContractDocument.RESOLVED_TRAIN_PLAN,
                RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION),
        EXECUTION_RECORD(
                ArtifactName.EXECUTION_RECORD,
                ContractDocument.EXECUTION_RECORD,
                EXECUTION_RECORD_IMMUTABILITY_VIOLATION),
        MODEL_DESCRIPTOR(
                ArtifactName.MODEL_ARTIFACT, ContractDocument.MODEL_ARTIFACT, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION),
        EVAL_REPORT(ArtifactName.EVAL_REPORT, ContractDocument.EVAL_REPORT, EVAL_REPORT_MISMATCH),
        GATE_RECEIPT(ArtifactName.GATE_RECEIPT, ContractDocument.GATE_RECEIPT, GATE_RECEIPT_IMMUTABILITY_VIOLATION);

        private final ArtifactName name;
        private final ContractDocument kind;
        private final FailureCode altered;

        SourceDocument(ArtifactName name, ContractDocument kind, FailureCode altered) {
            this.name = name;
            this.kind = kind;
            this.altered = altered;
        }
    }
}
