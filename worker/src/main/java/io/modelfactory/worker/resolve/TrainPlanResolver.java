package io.modelfactory.worker.resolve;

import static io.modelfactory.worker.artifact.audit.ReferenceAccess.Purpose.GATE;
import static io.modelfactory.worker.artifact.audit.ReferenceAccess.Purpose.RESOLVE;
import static io.modelfactory.worker.failure.FailureCode.DATASET_DIGEST_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.TRAINING_PROFILE_UNRESOLVED;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.audit.EvidenceAudit;
import io.modelfactory.worker.artifact.folder.ReadableRoots;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.resolve.GovernanceProfile.BaselineBundle;
import java.time.Instant;
import java.util.List;

/**
 * Follows every reference of an admitted request and pins what it finds. Nothing is chosen: a reference names one
 * document or the run fails by name.
 */
public final class TrainPlanResolver {
    private final ArtifactStore store;
    private final DocumentStore documents;
    private final ProfileReader profiles;
    private final BaselineReader baselines;
    private final DatasetReader datasets;
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
        this.datasets = new DatasetReader(store, documents, audit);
        this.audit = audit;
    }

    /** The same resolver, whose readings are taken down. */
    public TrainPlanResolver withAudit(EvidenceAudit by) {
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
        ProfileReader.LoadedProfile<TrainingProfile> training = training(request.trainingConfigRef());
        ProfileReader.LoadedProfile<GovernanceProfile> governance = governance(request.governanceProfileRef());
        List<ResolvedDataset> resolved = request.datasetManifestRefs().stream()
                .distinct()
                .sorted(CanonicalJson.CODE_POINT_ORDER)
                .map(ref -> datasets.read(ref, request.platformRunId(), training.profile()))
                .toList();
        return new ResolvedTrainPlan(
                request,
                identity,
                executionStartedAt,
                runConfigDigest,
                resolved,
                training.profile(),
                training.pin(),
                governance.profile(),
                governance.pin(),
                governance
                        .profile()
                        .baselineBundle()
                        .map(bundle -> baseline(bundle, training.profile().featureDefinitionSet())));
    }

    private ProfileReader.LoadedProfile<TrainingProfile> training(String ref) {
        return audit.readAudited(
                RESOLVE,
                "training_profile",
                ref,
                () -> profiles.training(ref),
                found -> found.pin().sha256());
    }

    private ProfileReader.LoadedProfile<GovernanceProfile> governance(String ref) {
        return audit.readAudited(
                RESOLVE,
                "governance_profile",
                ref,
                () -> profiles.governance(ref),
                found -> found.pin().sha256());
    }

    private ResolvedBaseline baseline(BaselineBundle bundle, FeatureDefinitionSet features) {
        return audit.readAudited(
                RESOLVE,
                "baseline_bundle",
                bundle.bundleId() + "/" + bundle.bundleVersion(),
                () -> baselines.read(bundle, features),
                found -> found.registryRecord().sha256());
    }

    /**
     * Verifies that what a run's plan pins is still what it was when the plan was made, which may have been before the
     * run was asked for again.
     *
     * @param runConfigDigest the configuration that the run is executed under
     * @throws FailureException {@code RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION}, {@code TRAINING_PROFILE_UNRESOLVED}
     *     or {@code GOVERNANCE_PROFILE_UNRESOLVED} with what needs another name;
     *     {@code MANIFEST_IMMUTABILITY_VIOLATION} or, for a materialization, {@code DATASET_DIGEST_MISMATCH} if the
     *     plan pins other data
     */
    public void requireUnchanged(PinnedPlan plan, TrainBuildRequest request, String runConfigDigest) {
        if (!plan.text("run_config_digest").equals(runConfigDigest)) {
            throw new FailureException(
                    RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION,
                    "run_config_digest: the plan of this run was made under " + plan.text("run_config_digest")
                            + ", this worker runs under " + runConfigDigest
                            + "; ask again under another config_revision");
        }
        requirePinned(plan.trainingProfile(), training(request.trainingConfigRef()), TRAINING_PROFILE_UNRESOLVED);
        requirePinned(
                plan.governanceProfile(), governance(request.governanceProfileRef()), GOVERNANCE_PROFILE_UNRESOLVED);
        requireUnchanged(plan);
    }

    private static void requirePinned(ProfilePin pin, ProfileReader.LoadedProfile<?> found, FailureCode ifOther) {
        if (!found.pin().equals(pin)) {
            throw new FailureException(
                    ifOther,
                    pin.ref() + ": has SHA-256 " + found.pin().sha256() + ", the plan of this run pins " + pin.sha256()
                            + "; put the pinned profile back, or give the changed one another reference or the request"
                            + " another config_revision");
        }
    }

    private void requireUnchanged(PinnedPlan plan) {
        try {
            datasets.requireUnchanged(plan);
        } catch (FailureException changed) {
            boolean otherBytes =
                    changed.code() == MANIFEST_IMMUTABILITY_VIOLATION || changed.code() == DATASET_DIGEST_MISMATCH;
            throw otherBytes
                    ? new FailureException(
                            changed.code(), changed.getMessage() + "; changed data needs another manifest", changed)
                    : changed;
        }
    }

    /**
     * Reads the governance profile that a plan has pinned.
     *
     * @throws FailureException {@code GOVERNANCE_PROFILE_UNRESOLVED} if the reference no longer leads to the pinned
     *     bytes
     */
    public GovernanceProfile governanceProfile(ProfilePin pin) {
        return audit.readAudited(
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

    private static <T> T pinned(ProfilePin pin, ProfileReader.LoadedProfile<T> found, FailureCode ifOther) {
        if (!found.pin().equals(pin)) {
            throw new FailureException(
                    ifOther, pin.ref() + ": has SHA-256 " + found.pin().sha256() + ", the plan pins " + pin.sha256());
        }
        return found.profile();
    }
}
