package io.modelfactory.worker.inspect.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.evidence.BuildWorkers;
import io.modelfactory.worker.inspect.verify.VerificationFinding.Kind;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.model.ModelLoader;
import io.modelfactory.worker.modelcard.CardFormat;
import io.modelfactory.worker.modelcard.CardReader;
import io.modelfactory.worker.publish.ProvenanceStatement;
import io.modelfactory.worker.publish.PublishableRun;
import io.modelfactory.worker.resolve.PinnedPlan;
import io.modelfactory.worker.resolve.TrainPlanResolver;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Verifies a run against the ledger, or a bundle by itself. Reads everything and writes nothing; only a store that does
 * not answer stops it, with {@link io.modelfactory.worker.failure.TransientFaultException}.
 */
public final class Verifier {
    private final ArtifactStore store;
    private final DocumentStore documents;
    private final TrainPlanResolver resolver;
    private final SignatureRequirement signatureRequirement;
    private final CardReader cards;
    private final ModelLoader models;
    private final Consumer<String> progress;

    /**
     * @param models opens the models of bundles
     * @param progress receives a line now and then while large files are read
     */
    public Verifier(
            ArtifactStore store,
            DocumentStore documents,
            TrainPlanResolver resolver,
            SignatureRequirement signatureRequirement,
            ModelLoader models,
            Consumer<String> progress) {
        this.store = store;
        this.documents = documents;
        this.resolver = resolver;
        this.signatureRequirement = signatureRequirement;
        this.models = models;
        this.cards = new CardReader(documents);
        this.progress = progress;
    }

    /**
     * @param requests those that asked for the run
     * @param withData whether the dataset's files are read too
     */
    public Verification run(RunRecord run, List<RequestRecord> requests, boolean withData) {
        StoredObjectReader objects = new StoredObjectReader(store, documents, progress);
        PinnedDocuments read = read(run, objects);
        new RunLinkCheck(run, requests, store, read).check();
        RunIdCheck ids = new RunIdCheck(run, read, objects);
        ids.check();
        ids.bundle(documents).ifPresent(identity -> {
            BundleDirectory directory = new BundleDirectory(identity, objects);
            directory.check();
            checkCopies(directory, read, objects);
            new StructureCheck(store, objects, models).check(directory);
            new ProvenanceCheck(objects, signatureRequirement)
                    .check(
                            directory,
                            read.ref(ArtifactName.RESOLVED_TRAIN_PLAN).map(this::dependencies),
                            Optional.of(PublishableRun.workersOf(run)));
            new ModelCardCheck(store, objects)
                    .check(
                            () -> cards.ofRun(run.runKey(), new Evidence(run.refs()), PublishableRun.workersOf(run)),
                            pinnedCards(read));
        });
        new PinnedInputCheck(objects, resolver, withData).check(read);
        BacktestCheck backtest = new BacktestCheck(run, read, objects);
        backtest.check();
        objects.checkNothingAdded(
                "run",
                ArtifactKeys.trainRunFolder(run.platformRunId(), run.runKey()),
                ArtifactCatalog.keysOf(run).or(backtest.keys()));
        requests.forEach(request -> checkReceipt(request, objects));
        if (read.ref(ArtifactName.RESOLVED_TRAIN_PLAN).isPresent()
                && read.content(ArtifactName.RESOLVED_TRAIN_PLAN).isMissingNode()) {
            objects.addNote(
                    "without the plan neither the inputs that it pins nor the bundle's directory were verified");
        }
        if (run.refs().isEmpty()) {
            objects.addNote("the ledger refers to no artifact of this run, which is " + run.state());
        }
        return objects.result(run.runKey()).of(run);
    }

    private JsonNode dependencies(ArtifactRef plan) {
        return ProvenanceStatement.dependencies(PinnedPlan.read(documents, plan), plan);
    }

    private static PinnedDocuments read(RunRecord run, StoredObjectReader objects) {
        Map<ArtifactName, ArtifactRef> refs = new EnumMap<>(ArtifactName.class);
        for (ArtifactName name : ArtifactName.values()) {
            Optional.ofNullable(run.refs().get(name.key())).ifPresent(ref -> refs.put(name, ref));
        }
        PinnedDocuments read = new PinnedDocuments(objects, refs);
        ArtifactCatalog.requiredOf(run).stream()
                .filter(name -> !refs.containsKey(name))
                .forEach(name -> objects.addFinding(
                        Kind.MISSING,
                        name.key(),
                        "mf_run " + run.runKey(),
                        "the ledger has no reference to it, and a run that is " + run.state() + " has one"));
        refs.forEach((name, ref) -> {
            ArtifactCatalog.keyOf(name, run)
                    .filter(key -> !key.equals(ref.ref()))
                    .ifPresent(key -> objects.addFinding(
                            Kind.UNLINKED, name.key(), ref.ref(), "does not lie where it belongs, which is " + key));
            Optional<ContractDocument> kind = ArtifactCatalog.kindOf(name);
            if (kind.isPresent()) {
                objects.document(name.key(), kind.get(), ref).ifPresent(content -> read.put(name, content));
            } else {
                objects.verifyObject(name.key(), ref);
            }
        });
        return read;
    }

    /** The files beside the registry record are copies of the run's own. */
    private static void checkCopies(BundleDirectory directory, PinnedDocuments read, StoredObjectReader objects) {
        Map<String, ArtifactName> originals = new HashMap<>(Map.of(
                ArtifactKeys.MODEL_ARTIFACT, ArtifactName.MODEL_ARTIFACT,
                ArtifactKeys.SCORING_SAMPLE, ArtifactName.SCORING_SAMPLE,
                ArtifactKeys.EVAL_REPORT, ArtifactName.EVAL_REPORT,
                ArtifactKeys.GATE_RECEIPT, ArtifactName.GATE_RECEIPT,
                ArtifactKeys.PUBLISH_OVERRIDE, ArtifactName.PUBLISH_OVERRIDE));
        directory.modelFile().ifPresent(name -> originals.put(name, ArtifactName.MODEL));
        directory
                .files()
                .forEach((name, copy) -> Optional.ofNullable(originals.get(name))
                        .flatMap(read::ref)
                        .filter(original -> !original.sha256().equals(copy.sha256()))
                        .ifPresent(original -> objects.addFinding(
                                Kind.UNLINKED,
                                "registry " + name,
                                copy.ref(),
                                "is no copy of " + original.ref() + ", which has SHA-256 " + original.sha256())));
    }

    private static Map<CardFormat, ArtifactRef> pinnedCards(PinnedDocuments read) {
        Map<CardFormat, ArtifactRef> pinned = new EnumMap<>(CardFormat.class);
        for (CardFormat form : CardFormat.values()) {
            read.ref(form.evidence()).ifPresent(ref -> pinned.put(form, ref));
        }
        return pinned;
    }

    private static void checkReceipt(RequestRecord request, StoredObjectReader objects) {
        String name = "invocation_receipt";
        if (request.receipt().isEmpty() || request.archivedAt().isEmpty()) {
            objects.addNote("the receipt of " + request.requestId()
                    + " is not in the store yet: the request is not answered, or its receipt waits to be archived");
            return;
        }
        byte[] kept = CanonicalJson.bytes(request.receipt().get());
        ArtifactRef pinned = new ArtifactRef(request.receiptKey(), Sha256.hex(kept), kept.length);
        objects.document(name, ContractDocument.MF_JOB_INVOCATION_RECEIPT, pinned);
    }

    /** Verifies a bundle in the registry from what lies there and, if it is still there, the plan of its run. */
    public Verification bundle(BundleIdentity bundle) {
        StoredObjectReader objects = new StoredObjectReader(store, documents, progress);
        BundleDirectory directory = new BundleDirectory(bundle, objects);
        directory.check();
        directory.checkRecordAndEvent();
        new StructureCheck(store, objects, models).check(directory);
        Optional<ArtifactRef> plan = directory
                .document(ArtifactKeys.GATE_RECEIPT)
                .flatMap(receipt -> deriveIdentity(bundle, directory, receipt, objects));
        new ProvenanceCheck(objects, signatureRequirement)
                .check(directory, plan.map(this::dependencies), statedWorkers(directory, objects));
        new ModelCardCheck(store, objects).check(() -> cards.ofBundle(bundle), Map.of());
        return objects.result(bundle.bundleId() + " " + bundle.bundleVersion());
    }

    /** The workers that the handshake receipt of the bundle's run names, if it is at hand. */
    private Optional<BuildWorkers> statedWorkers(BundleDirectory directory, StoredObjectReader objects) {
        if (!objects.exists(directory.keyOf(ArtifactKeys.PROVENANCE))) {
            return Optional.empty();
        }
        Optional<String> key = directory
                .document(ArtifactKeys.GATE_RECEIPT)
                .map(receipt -> ArtifactKeys.publishHandshakeReceipt(
                        receipt.path("platform_run_id").asText(),
                        receipt.path("run_key").asText()));
        if (key.isEmpty() || !objects.exists(key.get())) {
            objects.addNote("who built the bundle was not compared: the handshake receipt of its run is not there");
            return Optional.empty();
        }
        return objects.document(
                        ArtifactName.PUBLISH_HANDSHAKE_RECEIPT.key(),
                        ContractDocument.PUBLISH_HANDSHAKE_RECEIPT,
                        key.get())
                .map(receipt -> receipt.path("workers"))
                .filter(JsonNode::isObject)
                .map(BuildWorkers::read);
    }

    /** The plan of the bundle's run, if it was at hand to derive the bundle's id from it. */
    private Optional<ArtifactRef> deriveIdentity(
            BundleIdentity bundle, BundleDirectory directory, JsonNode receipt, StoredObjectReader objects) {
        String runKey = receipt.path("run_key").asText();
        String planKey =
                ArtifactKeys.resolvedTrainPlan(receipt.path("platform_run_id").asText(), runKey);
        Optional<String> modelFile = directory.modelFile();
        if (store.size(planKey).isEmpty()
                || modelFile.isEmpty()
                || !directory
                        .files()
                        .keySet()
                        .containsAll(List.of(ArtifactKeys.EVAL_REPORT, ArtifactKeys.GATE_RECEIPT))) {
            objects.addNote("the bundle's id was not derived again: its run's plan " + planKey
                    + " or a file of the bundle is not there");
            return Optional.empty();
        }
        Optional<ArtifactRef> found =
                objects.valid("resolved_train_plan", ContractDocument.RESOLVED_TRAIN_PLAN, planKey);
        found.ifPresent(plan -> {
            BundleIdentity derived =
                    new DerivedBundleIdentity(documents, directory.files()).identity(runKey, plan, modelFile.get());
            if (!derived.equals(bundle)) {
                objects.addFinding(
                        Kind.UNLINKED,
                        "registry_record",
                        ArtifactKeys.registryRecord(bundle.bundleId(), bundle.bundleVersion()),
                        "its contents give " + derived.bundleId() + " " + derived.bundleVersion());
            }
        });
        return found;
    }
}
