package io.modelfactory.worker.publish;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PUBLICATION_INVALID;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_CONFLICT;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.bundle.BundlePackager.Bundle;
import io.modelfactory.worker.failure.FailureException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The append-only registry prefix of the object store. A bundle's directory holds everything a stranger needs to load it;
 * the record that makes it visible is written last, so that a half-written directory is never mistaken for a bundle.
 */
final class BundleRegistry {
    /** No model the trainer can produce under its bounds comes near this. */
    private static final long MAX_MODEL_BYTES = 512L << 20;

    private static final Map<Name, String> FILES = new LinkedHashMap<>();

    static {
        FILES.put(Name.MODEL, "model.ubj");
        FILES.put(Name.MODEL_ARTIFACT, "model_artifact.json");
        FILES.put(Name.EVAL_REPORT, "eval_report.json");
        FILES.put(Name.GATE_RECEIPT, "gate_receipt.json");
    }

    private final ArtifactStore artifacts;
    private final DocumentStore documents;

    BundleRegistry(ArtifactStore artifacts, DocumentStore documents) {
        this.artifacts = artifacts;
        this.documents = documents;
    }

    /**
     * Appends the bundle, or finds it appended already.
     *
     * @return the reference of the registry record
     * @throws FailureException {@code PUBLISH_CONFLICT} if the same bundle id and version hold other bytes
     */
    ArtifactRef append(Bundle bundle, Evidence evidence) {
        BundleIdentity identity = bundle.identity();
        ObjectNode manifest = Json.object()
                .put("schema_version", "learning.mf_bundle_manifest.v0")
                .put("bundle_id", identity.bundleId())
                .put("bundle_version", identity.bundleVersion());
        ArrayNode files = manifest.putArray("files");
        FILES.forEach((name, fileName) -> {
            ArtifactRef copy = copy(evidence.require(name), identity, fileName);
            files.add(Json.object()
                    .put("name", fileName)
                    .put("sha256", copy.sha256())
                    .put("bytes", copy.bytes()));
        });
        documents.write(
                ContractDocument.BUNDLE_MANIFEST,
                ArtifactKeys.registryBundleManifest(identity.bundleId(), identity.bundleVersion()),
                manifest,
                BUNDLE_PUBLICATION_INVALID,
                PUBLISH_CONFLICT);
        return documents.write(
                ContractDocument.BUNDLE_PUBLICATION,
                ArtifactKeys.registryRecord(identity.bundleId(), identity.bundleVersion()),
                bundle.publication(),
                BUNDLE_PUBLICATION_INVALID,
                PUBLISH_CONFLICT);
    }

    private ArtifactRef copy(ArtifactRef source, BundleIdentity identity, String fileName) {
        byte[] content = read(source.ref());
        String found = Sha256.hex(content);
        if (!found.equals(source.sha256())) {
            throw new FailureException(
                    EVIDENCE_UNRESOLVED,
                    source.ref() + ": has SHA-256 " + found + ", the run pinned " + source.sha256());
        }
        String key = ArtifactKeys.registryFile(identity.bundleId(), identity.bundleVersion(), fileName);
        return artifacts.write(key, content, PUBLISH_CONFLICT);
    }

    private byte[] read(String key) {
        return artifacts
                .read(key, MAX_MODEL_BYTES)
                .orElseThrow(() -> new FailureException(EVIDENCE_UNRESOLVED, key + ": there is no such object"));
    }
}
