package io.modelfactory.worker.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.failure.FailureCode;
import java.util.Optional;

/**
 * One thing that a document of a run has to say.
 *
 * @param pointer where it says so, as {@link DocumentPointer} reads it
 * @param code by which a run is refused whose document says something else
 */
public record EvidenceLink(EvidenceDocument document, String pointer, ExpectedValue expected, FailureCode code) {

    EvidenceLink(EvidenceDocument document, String pointer, ExpectedValue expected) {
        this(document, pointer, expected, document.ifContradictory());
    }

    public ArtifactName artifact() {
        return document.artifact();
    }

    /** What is wrong with the document at this place; empty if nothing is, or if it cannot be compared. */
    public Optional<EvidenceFlaw> flaw(EvidenceContext context) {
        Optional<JsonNode> content = context.content(artifact());
        return content.isEmpty()
                ? Optional.empty()
                : expected.in(context).flatMap(value -> flaw(DocumentPointer.read(content.get(), pointer), value));
    }

    private Optional<EvidenceFlaw> flaw(JsonNode found, JsonNode wanted) {
        // In canonical form, because a number that was read and one that was computed differ in their Java types.
        return !found.isMissingNode() && CanonicalJson.text(found).equals(CanonicalJson.text(wanted))
                ? Optional.empty()
                : Optional.of(new EvidenceFlaw(
                        this, found.isMissingNode() ? "nothing" : found.toString(), wanted.toString()));
    }
}
