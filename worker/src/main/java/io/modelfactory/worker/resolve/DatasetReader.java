package io.modelfactory.worker.resolve;

import static io.modelfactory.worker.artifact.audit.ReferenceAccess.Purpose.RESOLVE;
import static io.modelfactory.worker.failure.FailureCode.DATASET_DIGEST_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.failure.FailureCode.DATASET_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.FEATURE_SCHEMA_INCOMPATIBLE;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_INVALID;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_UNRESOLVED;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.DocumentStore.FailureCodes;
import io.modelfactory.worker.artifact.DocumentStore.PinnedDocument;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.audit.EvidenceAudit;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;

/** Reads a manifest and its materialization, compares both with the request and the training profile, and pins them. */
final class DatasetReader {
    private static final FailureCodes MANIFEST =
            new FailureCodes(MANIFEST_UNRESOLVED, MANIFEST_INVALID, MANIFEST_IMMUTABILITY_VIOLATION);
    private static final FailureCodes DATASET =
            new FailureCodes(DATASET_UNRESOLVED, DATASET_INVALID, DATASET_DIGEST_MISMATCH);

    private final ArtifactStore store;
    private final DocumentStore documents;
    private final EvidenceAudit audit;

    DatasetReader(ArtifactStore store, DocumentStore documents, EvidenceAudit audit) {
        this.store = store;
        this.documents = documents;
        this.audit = audit;
    }

    void requireUnchanged(PinnedPlan plan) {
        plan.manifests()
                .forEach(pinned -> audit.readAudited(
                        RESOLVE,
                        "dataset_manifest",
                        pinned,
                        () -> documents.read(ContractDocument.DATASET_MANIFEST, pinned, MANIFEST)));
        plan.materializations()
                .forEach(pinned -> audit.readAudited(
                        RESOLVE,
                        "dataset_materialization",
                        pinned,
                        () -> documents.read(ContractDocument.DATASET_MATERIALIZATION, pinned, DATASET)));
    }

    ResolvedDataset read(String ref, String platformRunId, TrainingProfile profile) {
        LoadedDocument<DatasetManifest> manifest = audit.readAudited(
                RESOLVE,
                "dataset_manifest",
                ref,
                () -> manifest(ref, platformRunId, profile),
                found -> found.ref().sha256());
        String key = ArtifactKeys.datasetMaterialization(
                platformRunId, manifest.document().datasetManifestId());
        LoadedDocument<DatasetMaterialization> materialization = audit.readAudited(
                RESOLVE,
                "dataset_materialization",
                key,
                () -> materialization(key, platformRunId, manifest.document()),
                found -> found.ref().sha256());
        return new ResolvedDataset(
                manifest.ref(), manifest.document(), materialization.ref(), materialization.document());
    }

    /** A document as it was read, and what pins it. */
    private record LoadedDocument<T>(ArtifactRef ref, T document) {}

    private LoadedDocument<DatasetManifest> manifest(String ref, String platformRunId, TrainingProfile profile) {
        PinnedDocument document = documents.read(ContractDocument.DATASET_MANIFEST, store.keyOf(ref), MANIFEST);
        DatasetManifest manifest = convert(document, DatasetManifest.class, MANIFEST_INVALID);
        requireSame(MANIFEST_INVALID, ref, "platform_run_id", platformRunId, manifest.platformRunId());
        requireSame(
                FEATURE_SCHEMA_INCOMPATIBLE,
                ref,
                "schema_version",
                profile.expectedManifestSchemaVersion(),
                manifest.schemaVersion());
        requireSame(
                FEATURE_SCHEMA_INCOMPATIBLE,
                ref,
                "feature_definition_set",
                profile.featureDefinitionSet(),
                manifest.featureDefinitionSet());
        return new LoadedDocument<>(document.ref(), manifest);
    }

    private LoadedDocument<DatasetMaterialization> materialization(
            String key, String platformRunId, DatasetManifest manifest) {
        PinnedDocument document = documents.read(ContractDocument.DATASET_MATERIALIZATION, key, DATASET);
        DatasetMaterialization found = convert(document, DatasetMaterialization.class, DATASET_INVALID);
        requireSame(
                DATASET_INVALID, key, "dataset_manifest_id", manifest.datasetManifestId(), found.datasetManifestId());
        requireSame(
                DATASET_INVALID, key, "dataset_fingerprint", manifest.datasetFingerprint(), found.datasetFingerprint());
        requireSame(DATASET_INVALID, key, "platform_run_id", platformRunId, found.platformRunId());
        return new LoadedDocument<>(document.ref(), found);
    }

    private static <T> T convert(PinnedDocument document, Class<T> type, FailureCode ifInvalid) {
        JsonNode content = document.content();
        try {
            return Json.convert(content, type);
        } catch (JsonProcessingException e) {
            throw new FailureException(ifInvalid, document.ref().ref() + ": " + e.getOriginalMessage(), e);
        }
    }

    private static void requireSame(FailureCode code, String where, String field, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new FailureException(
                    code, where + ": " + field + " must be " + expected + ", the document says " + found);
        }
    }
}
