package io.modelfactory.worker.publish;

import static io.modelfactory.worker.failure.FailureCode.PUBLISH_NOT_ELIGIBLE;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.EvidenceAudit;
import io.modelfactory.worker.failure.FailureException;
import java.util.ArrayList;
import java.util.List;

/**
 * The evidence of a run, from plan to eligibility, read again by reference: every document has the bytes that the ledger
 * pinned, is about this run, and refers to the very documents that came before it.
 */
public final class EvidenceChain {
    private final ArtifactStore artifacts;
    private final DocumentStore documents;

    public EvidenceChain(ArtifactStore artifacts, DocumentStore documents) {
        this.artifacts = artifacts;
        this.documents = documents;
    }

    /**
     * Lets a run be published, whatever the ledger says about it.
     *
     * @param audit takes down what is read
     * @throws FailureException {@code PUBLISH_NOT_ELIGIBLE} if the gate did not let it pass, or a code of the EVIDENCE or
     *     IMMUTABILITY category at the first document that is missing, altered or about something else
     */
    void requireEligible(PublishableRun run, EvidenceAudit audit) {
        EvidenceLinks links = new EvidenceLinks(artifacts, documents, run, audit);
        JsonNode eligibility = links.content(EvidenceDocument.ELIGIBILITY);
        if (!eligibility.path("eligibility").asText().equals("ELIGIBLE")) {
            throw new FailureException(
                    PUBLISH_NOT_ELIGIBLE, "the gate found the run ineligible: " + eligibility.path("reason_codes"));
        }
        for (EvidenceDocument document : EvidenceDocument.values()) {
            links.require(document);
        }
    }

    /**
     * Everything that is wrong with the documents that the run has written so far, in their order; empty if they prove it.
     * The model itself, the inputs and what was published are not looked at.
     */
    public List<FailureException> flaws(PublishableRun run) {
        EvidenceLinks links = new EvidenceLinks(artifacts, documents, run, EvidenceAudit.none());
        List<FailureException> flaws = new ArrayList<>();
        for (EvidenceDocument document : EvidenceDocument.values()) {
            if (run.evidence().find(document.evidence()).isPresent()) {
                try {
                    links.require(document);
                } catch (FailureException flaw) {
                    flaws.add(flaw);
                }
            }
        }
        return flaws;
    }
}
