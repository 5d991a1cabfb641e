package io.modelfactory.worker.resolve;

import static io.modelfactory.worker.artifact.Resolution.Purpose.GATE;
import static io.modelfactory.worker.artifact.Resolution.Purpose.RESOLVE;
import static io.modelfactory.worker.failure.FailureCode.DATASET_DIGEST_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.failure.FailureCode.DATASET_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.FEATURE_SCHEMA_INCOMPATIBLE;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_INVALID;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.TRAINING_PROFILE_UNRESOLVED;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.DocumentStore.Codes;
import io.modelfactory.worker.artifact.DocumentStore.Pinned;
import io.modelfactory.worker.artifact.EvidenceAudit;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.ReadableRoots;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.resolve.GovernanceProfile.BaselineBundle;
import java.time.Instant;
import java.util.List;

/**
 * Follows every reference of an admitted request and pins what it finds. Nothing is chosen: a reference names one document
 * or the run fails by name.
 */
public final class TrainPlanResolver {
    private static final Codes MANIFEST =
            new Codes(MANIFEST_UNRESOLVED, MANIFEST_INVALID, MANIFEST_IMMUTABILITY_VIOLATION);
    private static final Codes DATASET = new Codes(DATASET_UNRESOLVED, DATASET_INVALID, DATASET_DIGEST_MISMATCH);

    private final ArtifactStore store;
    private final DocumentStore documents;
    private final ProfileReader profiles;
    private final BaselineReader baselines;
    private final EvidenceAudit audit;

    /** A resolver that keeps no record of what it reads. */
    public TrainPlanResolver(
            ArtifactStore store, DocumentStore documents, JsonSchemas schemas, ReadableRoots profileRoots) {
        this(
                store,
                documents,
                new ProfileReader(store, profileRoots, schemas),
                new BaselineReader(store, documents),
                EvidenceAudit.none());
    }

    private TrainPlanResolver(
            ArtifactStore store,
            DocumentStore documents,
            ProfileReader profiles,
            BaselineReader baselines,
            EvidenceAudit audit) {
        this.store = store;
        this.documents = documents;
        this.profiles = profiles;
        this.baselines = baselines;
        this.audit = audit;
    }

    /** The same resolver, whose readings are taken down. */
    public TrainPlanResolver audited(EvidenceAudit by) {
        return new TrainPlanResolver(store, documents, profiles, baselines, by);
    }

    /**
     * @param executionStartedAt the run's pinned start
     * @param runConfigDigest the configuration that the run is pinned to
     * @throws FailureException with a code of the RESOLUTION category, {@code REF_ACCESS_DENIED}, or
     *     {@code BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION} if a file of the pinned baseline was altered
     */
    public ResolvedTrainPlan resolve(
            TrainBuildRequest request, RunIdentity identity, Instant executionStartedAt, String runConfigDigest) {
        ProfileReader.Read<TrainingProfile> training = training(request.trainingConfigRef());
        ProfileReader.Read<GovernanceProfile> governance = governance(request.governanceProfileRef());
        List<ResolvedDataset> datasets = request.datasetManifestRefs().stream()
                .distinct()
                .sorted(CanonicalJson.CODE_POINT_ORDER)
                .map(ref -> dataset(ref, request.platformRunId(), training.profile()))
                .toList();
        return new ResolvedTrainPlan(
                request,
                identity,
                executionStartedAt,
                runConfigDigest,
                datasets,
                training.profile(),
                training.pin(),
                governance.profile(),
                governance.pin(),
                governance
                        .profile()
                        .baselineBundle()
                        .map(bundle -> baseline(bundle, training.profile().featureDefinitionSet())));
    }

    private ProfileReader.Read<TrainingProfile> training(String ref) {
        return audit.follow(
                RESOLVE,
                "training_profile",
                ref,
                () -> profiles.training(ref),
                found -> found.pin().sha256());
    }

    private ProfileReader.Read<GovernanceProfile> governance(String ref) {
        return audit.follow(
                RESOLVE,
                "governance_profile",
                ref,
                () -> profiles.governance(ref),
                found -> found.pin().sha256());
    }

    private ResolvedBaseline baseline(BaselineBundle bundle, FeatureDefinitionSet features) {
        return audit.follow(
                RESOLVE,
                "baseline_bundle",
                bundle.bundleId() + "/" + bundle.bundleVersion(),
                () -> baselines.read(bundle, features),
                found -> found.registryRecord().sha256());
    }

    /**
     * Verifies that a plan's datasets are still what they were when the plan was made.
     *
     * @throws FailureException {@code MANIFEST_IMMUTABILITY_VIOLATION} or, for a materialization, {@code
     *     DATASET_DIGEST_MISMATCH} if the plan pins other bytes
     */
    public void requireUnchanged(PinnedPlan plan) {
        plan.manifests()
                .forEach(pinned -> audit.follow(
                        RESOLVE,
                        "dataset_manifest",
                        pinned,
                        () -> documents.read(ContractDocument.DATASET_MANIFEST, pinned, MANIFEST)));
        plan.materializations()
                .forEach(pinned -> audit.follow(
                        RESOLVE,
                        "dataset_materialization",
                        pinned,
                        () -> documents.read(ContractDocument.DATASET_MATERIALIZATION, pinned, DATASET)));
    }

    /**
     * Reads the governance profile that a plan has pinned.
     *
     * @throws FailureException {@code GOVERNANCE_PROFILE_UNRESOLVED} if the reference no longer leads to the pinned bytes
     */
    public GovernanceProfile governanceProfile(ProfilePin pin) {
        return audit.follow(
                GATE,
                "governance_profile",
                pin.ref(),
                () -> pinned(pin, profiles.governance(pin.ref()), GOVERNANCE_PROFILE_UNRESOLVED),
                any -> pin.sha256());
    }

    /**
     * Reads the training profile that a plan has pinned.
     *
     * @throws FailureException {@code TRAINING_PROFILE_UNRESOLVED} if the reference no longer leads to the pinned bytes
     */
    public TrainingProfile trainingProfile(ProfilePin pin) {
        return pinned(pin, profiles.training(pin.ref()), TRAINING_PROFILE_UNRESOLVED);
    }

    private static <T> T pinned(ProfilePin pin, ProfileReader.Read<T> found, FailureCode ifOther) {
        if (!found.pin().equals(pin)) {
            throw new FailureException(
                    ifOther, pin.ref() + ": has SHA-256 " + found.pin().sha256() + ", the plan pins " + pin.sha256());
        }
        return found.profile();
    }

    private ResolvedDataset dataset(String ref, String platformRunId, TrainingProfile profile) {
        Read<DatasetManifest> manifest = audit.follow(
                RESOLVE,
                "dataset_manifest",
                ref,
                () -> manifest(ref, platformRunId, profile),
                found -> found.ref().sha256());
        String key = ArtifactKeys.datasetMaterialization(
                platformRunId, manifest.document().datasetManifestId());
        Read<DatasetMaterialization> materialization = audit.follow(
                RESOLVE,
                "dataset_materialization",
                key,
                () -> materialization(key, platformRunId, manifest.document()),
                found -> found.ref().sha256());
        return new ResolvedDataset(
                manifest.ref(), manifest.document(), materialization.ref(), materialization.document());
    }

    /** A document as it was read, and what pins it. */
    private record Read<T>(ArtifactRef ref, T document) {}

    private Read<DatasetManifest> manifest(String ref, String platformRunId, TrainingProfile profile) {
        Pinned document = documents.read(ContractDocument.DATASET_MANIFEST, store.keyOf(ref), MANIFEST);
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
        return new Read<>(document.ref(), manifest);
    }

    private Read<DatasetMaterialization> materialization(String key, String platformRunId, DatasetManifest manifest) {
        Pinned document = documents.read(ContractDocument.DATASET_MATERIALIZATION, key, DATASET);
        DatasetMaterialization found = convert(document, DatasetMaterialization.class, DATASET_INVALID);
        requireSame(
                DATASET_INVALID, key, "dataset_manifest_id", manifest.datasetManifestId(), found.datasetManifestId());
        requireSame(
                DATASET_INVALID, key, "dataset_fingerprint", manifest.datasetFingerprint(), found.datasetFingerprint());
        requireSame(DATASET_INVALID, key, "platform_run_id", platformRunId, found.platformRunId());
        return new Read<>(document.ref(), found);
    }

    private static <T> T convert(Pinned document, Class<T> type, FailureCode ifInvalid) {
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
