package io.modelfactory.worker.publish;

import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.GATE_DECISION_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.GATE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.GATE_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_NOT_ELIGIBLE;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.DocumentStore.Codes;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.failure.FailureException;

/** Reads the gate's documents again before anything is published, whatever the ledger says about the run. */
final class GateEvidence {
    private static final Codes ELIGIBILITY =
            new Codes(EVIDENCE_UNRESOLVED, GATE_INVALID, PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION);
    private static final Codes RECEIPT =
            new Codes(EVIDENCE_UNRESOLVED, GATE_INVALID, GATE_RECEIPT_IMMUTABILITY_VIOLATION);

    private final DocumentStore documents;

    GateEvidence(DocumentStore documents) {
        this.documents = documents;
    }

    /**
     * @throws FailureException {@code PUBLISH_NOT_ELIGIBLE} if the gate did not pass the run, a code of the EVIDENCE or
     *     IMMUTABILITY category if its documents are missing, altered or about something else
     */
    void requireEligible(String runKey, Evidence evidence) {
        JsonNode eligibility = documents.read(
                ContractDocument.PUBLISH_ELIGIBILITY, evidence.require(Name.PUBLISH_ELIGIBILITY), ELIGIBILITY);
        ArtifactRef receiptRef = evidence.require(Name.GATE_RECEIPT);
        JsonNode receipt = documents.read(ContractDocument.GATE_RECEIPT, receiptRef, RECEIPT);
        requireAbout(runKey, "publish eligibility", eligibility);
        requireAbout(runKey, "gate receipt", receipt);
        requireLink("publish eligibility", eligibility.path("gate_receipt"), receiptRef);
        requireLink("gate receipt", receipt.path("eval_report"), evidence.require(Name.EVAL_REPORT));
        if (!eligibility.path("eligibility").asText().equals("ELIGIBLE")) {
            throw new FailureException(
                    PUBLISH_NOT_ELIGIBLE, "the gate found the run ineligible: " + eligibility.path("reason_codes"));
        }
        if (!receipt.path("gate_decision").asText().equals("PASS")) {
            throw new FailureException(GATE_DECISION_MISMATCH, "the run is eligible, but its gate receipt says FAIL");
        }
    }

    private static void requireAbout(String runKey, String document, JsonNode content) {
        String found = content.path("run_key").asText();
        if (!found.equals(runKey)) {
            throw new FailureException(GATE_INVALID, document + ": is about run " + found + ", not " + runKey);
        }
    }

    private static void requireLink(String document, JsonNode link, ArtifactRef expected) {
        if (!link.path("sha256").asText().equals(expected.sha256())) {
            throw new FailureException(
                    GATE_INVALID, document + ": refers to " + link + ", the run's evidence is " + expected);
        }
    }
}
