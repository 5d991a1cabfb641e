package io.modelfactory.worker.publish;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.audit.EvidenceAudit;
import io.modelfactory.worker.artifact.audit.ReferenceAccess.Purpose;
import io.modelfactory.worker.evidence.EvidenceContext;
import io.modelfactory.worker.evidence.EvidenceDocument;
import io.modelfactory.worker.evidence.RunFacts;
import io.modelfactory.worker.failure.FailureException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The documents of one run as the ledger pinned them. A document is read once, when it is first needed. */
final class PinnedEvidence implements EvidenceContext {
    private final DocumentStore documents;
    private final RunFacts facts;
    private final EvidenceAudit audit;
    private final Map<EvidenceDocument, JsonNode> contents = new EnumMap<>(EvidenceDocument.class);

    PinnedEvidence(DocumentStore documents, RunFacts facts, EvidenceAudit audit) {
        this.documents = documents;
        this.facts = facts;
        this.audit = audit;
    }

    @Override
    public RunFacts facts() {
        return facts;
    }

    /** @throws FailureException if the run has such a document, and it is not the one that was pinned */
    @Override
    public Optional<JsonNode> content(ArtifactName document) {
        return facts.evidence()
                .find(document)
                .flatMap(pinned -> EvidenceDocument.find(document))
                .map(this::require);
    }

    /** @throws FailureException if the run has no such document, or it is not the one that was pinned */
    JsonNode require(EvidenceDocument document) {
        return contents.computeIfAbsent(document, this::read);
    }

    private JsonNode read(EvidenceDocument document) {
        return audit.readAudited(
                Purpose.PUBLISH,
                document.artifact().key(),
                facts.evidence().require(document.artifact()),
                () -> document.read(documents, facts.evidence()));
    }
}
