package io.modelfactory.worker.publish;

import static io.modelfactory.worker.failure.FailureCode.PUBLISH_NOT_ELIGIBLE;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.audit.EvidenceAudit;
import io.modelfactory.worker.evidence.EvidenceDocument;
import io.modelfactory.worker.evidence.EvidenceFlaw;
import io.modelfactory.worker.evidence.EvidenceLink;
import io.modelfactory.worker.evidence.EvidenceLinks;
import io.modelfactory.worker.evidence.GateReceipt;
import io.modelfactory.worker.failure.FailureException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The evidence of a run, read again by reference: every document has the bytes that the ledger pinned, is about this
 * run, and refers to the very documents that came before it.
 */
public final class EvidenceChain {
    private static final Set<ArtifactName> GATED =
            EnumSet.range(ArtifactName.RESOLVED_TRAIN_PLAN, ArtifactName.PUBLISH_ELIGIBILITY);

    private final ArtifactStore artifacts;
    private final DocumentStore documents;

    public EvidenceChain(ArtifactStore artifacts, DocumentStore documents) {
        this.artifacts = artifacts;
        this.documents = documents;
    }

    /**
     * Requires that a run may be published, whatever the ledger records of it: from plan to eligibility, up to the
     * first flaw. What the ledger does say is whether it is published by override, which holds against nothing but a
     * gate that could not decide.
     *
     * @param audit records what is read
     * @throws FailureException {@code PUBLISH_NOT_ELIGIBLE} if the gate did not let it pass, or a code of the EVIDENCE
     *     or IMMUTABILITY category at the first document that is missing, altered or about something else
     */
    void requireEligible(PublishableRun run, EvidenceAudit audit) {
        PinnedEvidence evidence = new PinnedEvidence(documents, run.facts(artifacts), audit);
        JsonNode eligibility = evidence.require(EvidenceDocument.ELIGIBILITY);
        if (!eligibility.path("eligibility").asText().equals("ELIGIBLE") && !isOverridden(run, eligibility)) {
            throw new FailureException(
                    PUBLISH_NOT_ELIGIBLE, "the gate found the run ineligible: " + eligibility.path("reason_codes"));
        }
        GATED.stream().filter(name -> !name.isOptional()).forEach(run.evidence()::require);
        for (EvidenceDocument document : EvidenceDocument.upToGate()) {
            if (document.artifact().isOptional()
                    && run.evidence().find(document.artifact()).isEmpty()) {
                continue;
            }
            evidence.require(document);
            for (EvidenceLink link : EvidenceLinks.of(document)) {
                Optional<EvidenceFlaw> flaw = link.flaw(evidence);
                if (flaw.isPresent()) {
                    throw flaw.get().toFailure();
                }
            }
        }
    }

    private static boolean isOverridden(PublishableRun run, JsonNode eligibility) {
        return run.publishOverride().isPresent() && GateReceipt.isInconclusiveOnly(eligibility);
    }

    /**
     * Everything that is wrong with the documents that the run has written so far, in their order; empty if they prove
     * it. The model itself and the inputs are not read.
     */
    public List<FailureException> flaws(PublishableRun run) {
        PinnedEvidence evidence = new PinnedEvidence(documents, run.facts(artifacts), EvidenceAudit.none());
        List<FailureException> flaws = new ArrayList<>(missingReferences(run.evidence()));
        for (EvidenceDocument document : EvidenceDocument.values()) {
            if (run.evidence().find(document.artifact()).isPresent()) {
                collectFlaws(document, evidence, flaws);
            }
        }
        return flaws;
    }

    /**
     * Artifacts are named in the order in which they are written, so that every one before the last has to be there.
     */
    private static List<FailureException> missingReferences(Evidence evidence) {
        List<FailureException> missing = new ArrayList<>();
        List<FailureException> sinceLast = new ArrayList<>();
        for (ArtifactName name : ArtifactName.values()) {
            if (evidence.find(name).isPresent()) {
                missing.addAll(sinceLast);
                sinceLast.clear();
            } else if (!name.isAttachment() && !name.isOptional()) {
                sinceLast.add(evidence.missing(name));
            }
        }
        return missing;
    }

    private static void collectFlaws(EvidenceDocument document, PinnedEvidence evidence, List<FailureException> flaws) {
        try {
            evidence.require(document);
        } catch (FailureException unreadable) {
            flaws.add(unreadable);
            return;
        }
        for (EvidenceLink link : EvidenceLinks.of(document)) {
            comparableFlaw(link, evidence).map(EvidenceFlaw::toFailure).ifPresent(flaws::add);
        }
    }

    /** Empty also for a link to a document that cannot be read: that one has a flaw of its own. */
    private static Optional<EvidenceFlaw> comparableFlaw(EvidenceLink link, PinnedEvidence evidence) {
        try {
            return link.flaw(evidence);
        } catch (FailureException otherUnreadable) {
            return Optional.empty();
        }
    }
}
