package io.modelfactory.worker.inspect.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.bundle.BundlePackager;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.inspect.ModelCardMatch;
import io.modelfactory.worker.inspect.verify.VerificationFinding.Kind;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.modelcard.CardFormat;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.resolve.PinnedPlan;
import io.modelfactory.worker.resolve.TrainingProfile.SeedPolicy;
import io.modelfactory.worker.training.StageSeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Derives the ids of a run again, from the request to the bundle, and holds them against what was written down. */
final class RunIdCheck {
    private final RunRecord run;
    private final PinnedDocuments documents;
    private final StoredObjectReader objects;

    RunIdCheck(RunRecord run, PinnedDocuments documents, StoredObjectReader objects) {
        this.run = run;
        this.documents = documents;
        this.objects = objects;
    }

    void check() {
        checkRequest();
        checkStageSeed();
    }

    private void checkRequest() {
        try {
            TrainBuildRequest request = TrainBuildRequestReader.read(run.request());
            RunIdentity identity = RunIdentity.of(request);
            checkLedgerColumn("run_key", run.runKey(), identity.runKey());
            checkLedgerColumn("train_run_key", run.trainRunKey(), identity.trainRunKey());
            checkLedgerColumn("scope_key", run.scopeKey(), request.targetScope().scopeKey());
        } catch (FailureException broken) {
            objects.addFinding(Kind.INVALID, "request", ledgerRow(), String.valueOf(broken.getMessage()));
        }
    }

    private void checkLedgerColumn(String column, String found, String derived) {
        if (!found.equals(derived)) {
            objects.addFinding(
                    Kind.UNLINKED, "ledger", ledgerRow(), column + " is " + found + ", the request gives " + derived);
        }
    }

    private String ledgerRow() {
        return "mf_run " + run.runKey();
    }

    private void checkStageSeed() {
        Optional<SeedPolicy> policy = documents.part(ArtifactName.EXECUTION_RECORD, "/seed_policy", SeedPolicy.class);
        JsonNode plan = documents.content(ArtifactName.RESOLVED_TRAIN_PLAN);
        if (policy.isEmpty() || plan.isMissingNode()) {
            return;
        }
        List<String> digests = new ArrayList<>();
        plan.path("datasets")
                .forEach(dataset -> digests.add(dataset.at("/manifest/sha256").asText()));
        int seed = StageSeed.of(policy.get(), run.runKey(), digests);
        for (ArtifactName name : List.of(ArtifactName.EXECUTION_RECORD, ArtifactName.MODEL_ARTIFACT)) {
            documents.requireValue(name, "/stage_seed", Json.tree(seed));
        }
    }

    /** The bundle's identity; empty if what it is derived from cannot be read, or there is no bundle. */
    Optional<BundleIdentity> bundle(DocumentStore plans) {
        boolean published = documents.ref(ArtifactName.BUNDLE_PUBLICATION).isPresent();
        if (!published || documents.content(ArtifactName.RESOLVED_TRAIN_PLAN).isMissingNode()) {
            return Optional.empty();
        }
        try {
            BundleIdentity identity = BundlePackager.identity(
                    run.runKey(),
                    PinnedPlan.read(
                            plans,
                            documents.ref(ArtifactName.RESOLVED_TRAIN_PLAN).orElseThrow()),
                    new Evidence(run.refs()));
            checkBundleIds(identity);
            return Optional.of(identity);
        } catch (FailureException incomplete) {
            objects.addFinding(Kind.UNLINKED, "ledger", ledgerRow(), String.valueOf(incomplete.getMessage()));
            return Optional.empty();
        }
    }

    private void checkBundleIds(BundleIdentity identity) {
        for (ArtifactName name : List.of(
                ArtifactName.BUNDLE_PUBLICATION,
                ArtifactName.REGISTRY_RECORD,
                ArtifactName.PUBLISH_HANDSHAKE_RECEIPT)) {
            documents.requireValue(name, "/bundle_id", identity.bundleId());
            documents.requireValue(name, "/bundle_version", identity.bundleVersion());
        }
        documents.requireValue(ArtifactName.REGISTRY_EVENT, "/bundle_ref/bundle_id", identity.bundleId());
        documents.requireValue(ArtifactName.REGISTRY_EVENT, "/bundle_ref/bundle_version", identity.bundleVersion());
        documents.requireValue(ArtifactName.REGISTRY_EVENT, "/registry_event_id", identity.registryEventId());
        checkLocation(
                ArtifactName.REGISTRY_RECORD,
                ArtifactKeys.registryRecord(identity.bundleId(), identity.bundleVersion()));
        checkLocation(
                ArtifactName.REGISTRY_EVENT,
                ArtifactKeys.bundlePublishedEvent(identity.bundleId(), identity.bundleVersion()));
        checkCardLocations(identity);
    }

    private void checkCardLocations(BundleIdentity identity) {
        for (CardFormat form : CardFormat.values()) {
            checkLocation(form.evidence(), ModelCardMatch.keyOf(identity, form));
        }
    }

    private void checkLocation(ArtifactName name, String key) {
        documents
                .ref(name)
                .map(ArtifactRef::ref)
                .filter(ref -> !ref.equals(key))
                .ifPresent(ref -> objects.addFinding(
                        Kind.UNLINKED, name.key(), ref, "does not lie where it belongs, which is " + key));
    }
}
