package io.modelfactory.worker.inspect.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.bundle.BundlePackager;
import io.modelfactory.worker.card.CardForm;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.inspect.CardMatch;
import io.modelfactory.worker.inspect.verify.Finding.Kind;
import io.modelfactory.worker.ledger.RunRecord;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.resolve.PinnedPlan;
import io.modelfactory.worker.resolve.TrainingProfile.SeedPolicy;
import io.modelfactory.worker.train.StageSeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Derives the ids of a run again, from the request to the bundle, and holds them against what was written down. */
final class RunIds {
    private final RunRecord run;
    private final Documents documents;
    private final StoredObjects objects;

    RunIds(RunRecord run, Documents documents, StoredObjects objects) {
        this.run = run;
        this.documents = documents;
        this.objects = objects;
    }

    void check() {
        request();
        documents.says(
                Name.EVAL_REPORT, "/eval_report_id", new RunIdentity(run.trainRunKey(), run.runKey()).evalReportId());
        stageSeed();
    }

    private void request() {
        try {
            TrainBuildRequest request = TrainBuildRequestReader.read(run.request());
            RunIdentity identity = RunIdentity.of(request);
            ledgerHas("run_key", run.runKey(), identity.runKey());
            ledgerHas("train_run_key", run.trainRunKey(), identity.trainRunKey());
            ledgerHas("scope_key", run.scopeKey(), request.targetScope().scopeKey());
            plan(request, identity);
        } catch (FailureException broken) {
            objects.found(Kind.INVALID, "request", ledgerRow(), String.valueOf(broken.getMessage()));
        }
    }

    private void plan(TrainBuildRequest request, RunIdentity identity) {
        Name plan = Name.RESOLVED_TRAIN_PLAN;
        documents.says(plan, "/train_run_key", identity.trainRunKey());
        documents.says(plan, "/intent_kind", request.intentKind().wireName());
        documents.says(plan, "/policy_revision", request.policyRevision());
        documents.says(plan, "/config_revision", request.configRevision());
        documents.says(plan, "/mf_code_release_id", request.mfCodeReleaseId());
        documents.says(plan, "/target_scope", request.targetScope().toJson());
        documents.says(plan, "/training_profile/ref", request.trainingConfigRef());
        documents.says(plan, "/governance_profile/ref", request.governanceProfileRef());
        run.runConfigDigest().ifPresent(digest -> documents.says(plan, "/run_config_digest", digest));
    }

    private void ledgerHas(String column, String found, String derived) {
        if (!found.equals(derived)) {
            objects.found(
                    Kind.UNLINKED, "ledger", ledgerRow(), column + " is " + found + ", the request gives " + derived);
        }
    }

    private String ledgerRow() {
        return "mf_run " + run.runKey();
    }

    private void stageSeed() {
        Optional<SeedPolicy> policy = documents.part(Name.EXECUTION_RECORD, "/seed_policy", SeedPolicy.class);
        JsonNode plan = documents.content(Name.RESOLVED_TRAIN_PLAN);
        if (policy.isEmpty() || plan.isMissingNode()) {
            return;
        }
        List<String> digests = new ArrayList<>();
        plan.path("datasets")
                .forEach(dataset -> digests.add(dataset.at("/manifest/sha256").asText()));
        int seed = StageSeed.of(policy.get(), run.runKey(), digests);
        for (Name name : List.of(Name.EXECUTION_RECORD, Name.MODEL_ARTIFACT)) {
            documents.says(name, "/stage_seed", Json.tree(seed));
        }
    }

    /** The bundle's identity; empty if what it is derived from cannot be read, or there is no bundle. */
    Optional<BundleIdentity> bundle(DocumentStore plans) {
        boolean published = documents.ref(Name.BUNDLE_PUBLICATION).isPresent();
        if (!published || documents.content(Name.RESOLVED_TRAIN_PLAN).isMissingNode()) {
            return Optional.empty();
        }
        try {
            BundleIdentity identity = BundlePackager.identity(
                    run.runKey(),
                    PinnedPlan.read(
                            plans, documents.ref(Name.RESOLVED_TRAIN_PLAN).orElseThrow()),
                    new Evidence(run.refs()));
            names(identity);
            return Optional.of(identity);
        } catch (FailureException incomplete) {
            objects.found(Kind.UNLINKED, "ledger", ledgerRow(), String.valueOf(incomplete.getMessage()));
            return Optional.empty();
        }
    }

    private void names(BundleIdentity identity) {
        for (Name name : List.of(Name.BUNDLE_PUBLICATION, Name.REGISTRY_RECORD, Name.PUBLISH_HANDSHAKE_RECEIPT)) {
            documents.says(name, "/bundle_id", identity.bundleId());
            documents.says(name, "/bundle_version", identity.bundleVersion());
        }
        documents.says(Name.REGISTRY_EVENT, "/bundle_ref/bundle_id", identity.bundleId());
        documents.says(Name.REGISTRY_EVENT, "/bundle_ref/bundle_version", identity.bundleVersion());
        documents.says(Name.REGISTRY_EVENT, "/registry_event_id", identity.registryEventId());
        liesAt(Name.REGISTRY_RECORD, ArtifactKeys.registryRecord(identity.bundleId(), identity.bundleVersion()));
        liesAt(Name.REGISTRY_EVENT, ArtifactKeys.bundlePublishedEvent(identity.bundleId(), identity.bundleVersion()));
        cardsLieBeside(identity);
    }

    private void cardsLieBeside(BundleIdentity identity) {
        for (CardForm form : CardForm.values()) {
            liesAt(form.evidence(), CardMatch.keyOf(identity, form));
        }
    }

    private void liesAt(Name name, String key) {
        documents
                .ref(name)
                .map(ArtifactRef::ref)
                .filter(ref -> !ref.equals(key))
                .ifPresent(ref -> objects.found(
                        Kind.UNLINKED, name.key(), ref, "does not lie where it belongs, which is " + key));
    }
}
