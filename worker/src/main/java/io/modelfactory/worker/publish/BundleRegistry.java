package io.modelfactory.worker.publish;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PUBLICATION_INVALID;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.GATE_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_CONFLICT;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.PinnedArtifactReader;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.bundle.BundlePackager.Bundle;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.ModelFormat;
import io.modelfactory.worker.modelcard.CardFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The append-only registry prefix of the object store. A bundle's directory holds everything an independent program
 * needs to load it; the record that makes it visible is written last, so that a half-written directory is never
 * mistaken for a bundle.
 */
final class BundleRegistry {
    private static final List<BundleFile> DOCUMENTS = List.of(
            new BundleFile(
                    ArtifactName.MODEL_ARTIFACT,
                    ArtifactKeys.MODEL_ARTIFACT,
                    EVIDENCE_UNRESOLVED,
                    TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION),
            new BundleFile(
                    ArtifactName.SCORING_SAMPLE,
                    ArtifactKeys.SCORING_SAMPLE,
                    EVIDENCE_UNRESOLVED,
                    TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION),
            new BundleFile(
                    ArtifactName.EVAL_REPORT, ArtifactKeys.EVAL_REPORT, EVAL_REPORT_UNRESOLVED, EVAL_REPORT_MISMATCH),
            new BundleFile(
                    ArtifactName.GATE_RECEIPT,
                    ArtifactKeys.GATE_RECEIPT,
                    EVIDENCE_UNRESOLVED,
                    GATE_RECEIPT_IMMUTABILITY_VIOLATION));

    /** Of a bundle whose gate receipt does not say PASS. */
    private static final BundleFile OVERRIDE = new BundleFile(
            ArtifactName.PUBLISH_OVERRIDE,
            ArtifactKeys.PUBLISH_OVERRIDE,
            EVIDENCE_UNRESOLVED,
            PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION);

    /**
     * Named whether they are there or not, so that who publishes, and with which key, changes nothing of the bundle.
     */
    private static final List<String> ATTACHMENTS =
            List.of(CardFormat.HTML.fileName(), CardFormat.MARKDOWN.fileName(), ArtifactKeys.PROVENANCE);

    private final ArtifactStore artifacts;
    private final DocumentStore documents;

    BundleRegistry(ArtifactStore artifacts, DocumentStore documents) {
        this.artifacts = artifacts;
        this.documents = documents;
    }

    /**
     * Appends all of the bundle but its record, or finds it appended already.
     *
     * @return the digests of what makes up the bundle, the record's included, by name
     * @throws FailureException {@code PUBLISH_CONFLICT} if the same bundle id and version hold other bytes
     */
    SortedMap<String, String> appendFiles(Bundle bundle, Evidence evidence) {
        SortedMap<String, String> digests = new TreeMap<>();
        BundleIdentity identity = bundle.identity();
        ObjectNode manifest = Json.object()
                .put("schema_version", "learning.mf_bundle_manifest.v0")
                .put("bundle_id", identity.bundleId())
                .put("bundle_version", identity.bundleVersion());
        ArrayNode files = manifest.putArray("files");
        contents(evidence).forEach((file, content) -> {
            String key = ArtifactKeys.registryFile(identity.bundleId(), identity.bundleVersion(), file.fileName());
            ArtifactRef copy = artifacts.write(key, content, PUBLISH_CONFLICT);
            digests.put(file.fileName(), copy.sha256());
            files.add(Json.object()
                    .put("name", file.fileName())
                    .put("sha256", copy.sha256())
                    .put("bytes", copy.bytes()));
        });
        manifest.set("companions", Json.tree(ATTACHMENTS));
        ArtifactRef manifestRef = documents.write(
                ContractDocument.BUNDLE_MANIFEST,
                ArtifactKeys.registryBundleManifest(identity.bundleId(), identity.bundleVersion()),
                manifest,
                BUNDLE_PUBLICATION_INVALID,
                PUBLISH_CONFLICT);
        digests.put(ArtifactKeys.BUNDLE_MANIFEST, manifestRef.sha256());
        digests.put(ArtifactKeys.BUNDLE_PUBLICATION, bundle.ref().sha256());
        return digests;
    }

    /**
     * Makes the bundle visible. The record has the bytes of the run's own.
     *
     * @param requireLease runs directly before the write, and throws if the run is another worker's by now
     */
    ArtifactRef appendRecord(Bundle bundle, Runnable requireLease) {
        requireLease.run();
        return documents.write(
                ContractDocument.BUNDLE_PUBLICATION,
                ArtifactKeys.registryRecord(
                        bundle.identity().bundleId(), bundle.identity().bundleVersion()),
                bundle.publication(),
                BUNDLE_PUBLICATION_INVALID,
                PUBLISH_CONFLICT);
    }

    /** Reads everything before anything is written: altered evidence must not leave half a bundle behind. */
    private Map<BundleFile, byte[]> contents(Evidence evidence) {
        Map<BundleFile, byte[]> contents = new LinkedHashMap<>();
        List<BundleFile> files = new ArrayList<>();
        files.add(model(evidence.require(ArtifactName.MODEL)));
        files.addAll(DOCUMENTS);
        if (evidence.find(ArtifactName.PUBLISH_OVERRIDE).isPresent()) {
            files.add(OVERRIDE);
        }
        for (BundleFile file : files) {
            contents.put(
                    file,
                    PinnedArtifactReader.read(
                            artifacts, evidence.require(file.source()), file.missing(), file.altered()));
        }
        return contents;
    }

    /** The model keeps the name that its format gave it in the run's folder. */
    private static BundleFile model(ArtifactRef stored) {
        if (!ModelFormat.isModelFile(stored.fileName())) {
            throw new FailureException(
                    BUNDLE_PUBLICATION_INVALID, stored.ref() + ": a model file is called model.<extension>");
        }
        return new BundleFile(
                ArtifactName.MODEL, stored.fileName(), EVIDENCE_UNRESOLVED, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION);
    }

    /** A file of the bundle's directory: what it copies, its name there, and the codes when its source is not right. */
    private record BundleFile(ArtifactName source, String fileName, FailureCode missing, FailureCode altered) {}
}
