package io.modelfactory.worker.publish;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PUBLICATION_INVALID;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.run.PublishOverride;

/** States beside the receipts of the gate, which stay, who had a run published on which the gate could not decide. */
final class OverrideDocument {
    private final DocumentStore documents;

    OverrideDocument(DocumentStore documents) {
        this.documents = documents;
    }

    /** The evidence of the run, with this document where it is published by override. */
    Evidence attach(PublishableRun run) {
        Evidence evidence = run.evidence();
        return run.publishOverride()
                .map(override -> evidence.with(ArtifactName.PUBLISH_OVERRIDE, write(run, override)))
                .orElse(evidence);
    }

    private ArtifactRef write(PublishableRun run, PublishOverride override) {
        ObjectNode document = Json.object()
                .put("schema_version", "learning.mf_publish_override.v0")
                .put("run_key", run.runKey())
                .put("platform_run_id", run.platformRunId());
        document.set("override", override.toJson());
        document.set("gate_receipt", Json.tree(run.evidence().require(ArtifactName.GATE_RECEIPT)));
        document.set("publish_eligibility", Json.tree(run.evidence().require(ArtifactName.PUBLISH_ELIGIBILITY)));
        return documents.write(
                ContractDocument.PUBLISH_OVERRIDE,
                ArtifactKeys.publishOverride(run.platformRunId(), run.runKey()),
                document,
                BUNDLE_PUBLICATION_INVALID,
                PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION);
    }
}
