package io.modelfactory.worker.publish;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PUBLICATION_INVALID;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_CONFLICT;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_NOT_ELIGIBLE;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.DocumentStore.PinnedDocument;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.signing.DsseEnvelope;
import io.modelfactory.worker.signing.SignatureVerdict;
import io.modelfactory.worker.signing.Signer;
import io.modelfactory.worker.signing.SigningKey;
import java.util.List;

/**
 * Signs what a bundle was built from. The envelope is written once, so that the first signature stays; a publication
 * that is repeated under another key keeps the envelope it finds, if it says the same and its key is trusted.
 */
final class ProvenanceAttachment implements BundleAttachment {
    private final DocumentStore documents;
    private final Signer signer;

    ProvenanceAttachment(DocumentStore documents, Signer signer) {
        this.documents = documents;
        this.signer = signer;
    }

    /** @throws FailureException before anything of the bundle is written, if it cannot be signed and has to be */
    void requireReady() {
        if (signer.required() && signer.key().isEmpty()) {
            throw new FailureException(
                    PUBLISH_NOT_ELIGIBLE,
                    "the launcher policy requires signed bundles, and this worker has no key: wiring.signing.key_file");
        }
    }

    @Override
    public Evidence attach(StagedBundle bundle, Evidence evidence) {
        return signer.key()
                .map(key -> evidence.with(ArtifactName.PROVENANCE, sign(bundle, evidence, key)))
                .orElse(evidence);
    }

    private ArtifactRef sign(StagedBundle bundle, Evidence evidence, SigningKey key) {
        ObjectNode statement = ProvenanceStatement.of(bundle.digests(), bundle.run(), bundle.plan(), evidence);
        List<String> violations = documents.violations(ContractDocument.PROVENANCE_STATEMENT, statement);
        if (!violations.isEmpty()) {
            throw new FailureException(
                    BUNDLE_PUBLICATION_INVALID, "provenance statement: " + String.join("; ", violations));
        }
        byte[] payload = CanonicalJson.bytes(statement);
        String lies = bundle.keyOf(ArtifactKeys.PROVENANCE);
        try {
            return documents.write(
                    ContractDocument.DSSE_ENVELOPE,
                    lies,
                    DsseEnvelope.signed(ProvenanceStatement.MEDIA_TYPE, payload, key)
                            .toJson(),
                    BUNDLE_PUBLICATION_INVALID,
                    PUBLISH_CONFLICT);
        } catch (FailureException occupied) {
            return existingEnvelope(lies, payload, occupied);
        }
    }

    private ArtifactRef existingEnvelope(String lies, byte[] payload, FailureException occupied) {
        PinnedDocument found = documents
                .find(ContractDocument.DSSE_ENVELOPE, lies, PUBLISH_CONFLICT)
                .orElseThrow(() -> occupied);
        DsseEnvelope envelope = envelope(found, occupied);
        if (!envelope.hasPayload(ProvenanceStatement.MEDIA_TYPE, payload)) {
            throw new FailureException(PUBLISH_CONFLICT, lies + ": states something else about this bundle", occupied);
        }
        if (signer.trusted().verify(envelope) instanceof SignatureVerdict.Valid) {
            return found.ref();
        }
        throw new FailureException(
                PUBLISH_CONFLICT,
                lies + ": was signed by a key that is not trusted here; name it in wiring.signing.trusted_keys",
                occupied);
    }

    private static DsseEnvelope envelope(PinnedDocument found, FailureException occupied) {
        try {
            return DsseEnvelope.of(found.content());
        } catch (IllegalArgumentException notBase64) {
            throw occupied;
        }
    }
}
