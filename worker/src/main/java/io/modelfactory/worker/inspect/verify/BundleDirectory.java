package io.modelfactory.worker.inspect.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.evidence.GateReceipt;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.inspect.verify.VerificationFinding.Kind;
import io.modelfactory.worker.model.ModelFormat;
import io.modelfactory.worker.modelcard.CardFormat;
import io.modelfactory.worker.request.RunIdentity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A bundle's directory in the registry, as an independent reader finds it: complete, unaltered, and about one run. */
final class BundleDirectory {
    /** What a finding calls the model if the bundle has none. */
    private static final String MODEL = "model.<extension>";

    private static final Map<String, ContractDocument> DOCUMENTS = Map.of(
            ArtifactKeys.MODEL_ARTIFACT, ContractDocument.MODEL_ARTIFACT,
            ArtifactKeys.SCORING_SAMPLE, ContractDocument.SCORING_SAMPLE,
            ArtifactKeys.EVAL_REPORT, ContractDocument.EVAL_REPORT,
            ArtifactKeys.GATE_RECEIPT, ContractDocument.GATE_RECEIPT,
            ArtifactKeys.PUBLISH_OVERRIDE, ContractDocument.PUBLISH_OVERRIDE);

    private final BundleIdentity bundle;
    private final StoredObjectReader objects;
    private final Map<String, ArtifactRef> files = new HashMap<>();
    private final Map<String, JsonNode> documents = new HashMap<>();

    BundleDirectory(BundleIdentity bundle, StoredObjectReader objects) {
        this.bundle = bundle;
        this.objects = objects;
    }

    /** The files that the bundle's manifest lists, by name. */
    Map<String, ArtifactRef> files() {
        return Map.copyOf(files);
    }

    /** The name of the model file; empty if the manifest lists none, or several. */
    Optional<String> modelFile() {
        List<String> models =
                files.keySet().stream().filter(ModelFormat::isModelFile).toList();
        return models.size() == 1 ? Optional.of(models.get(0)) : Optional.empty();
    }

    Optional<JsonNode> document(String name) {
        return Optional.ofNullable(documents.get(name));
    }

    void check() {
        String key = ArtifactKeys.registryBundleManifest(bundle.bundleId(), bundle.bundleVersion());
        objects.document("bundle_manifest", ContractDocument.BUNDLE_MANIFEST, key)
                .ifPresent(manifest -> {
                    checkEqual("bundle_manifest", key, "/bundle_id", manifest, bundle.bundleId());
                    checkEqual("bundle_manifest", key, "/bundle_version", manifest, bundle.bundleVersion());
                    manifest.path("files").forEach(this::checkFile);
                    if (modelFile().isEmpty()) {
                        objects.addFinding(Kind.UNLINKED, "bundle_manifest", key, "does not list one " + MODEL);
                    }
                    for (String name :
                            List.of(ArtifactKeys.MODEL_ARTIFACT, ArtifactKeys.EVAL_REPORT, ArtifactKeys.GATE_RECEIPT)) {
                        if (!files.containsKey(name)) {
                            objects.addFinding(Kind.UNLINKED, "bundle_manifest", key, "does not list " + name);
                        }
                    }
                });
        checkLinks();
        checkNothingAdded();
    }

    /** Others may attach what the factory attaches, and nothing else. */
    private void checkNothingAdded() {
        Set<String> expected = new HashSet<>();
        files.keySet().stream()
                .filter(BundleDirectory::isBundleFile)
                .map(this::keyOf)
                .forEach(expected::add);
        for (String name : List.of(
                ArtifactKeys.BUNDLE_MANIFEST,
                ArtifactKeys.BUNDLE_PUBLICATION,
                ArtifactKeys.PROVENANCE,
                CardFormat.MARKDOWN.fileName(),
                CardFormat.HTML.fileName())) {
            expected.add(keyOf(name));
        }
        objects.checkNothingAdded(
                "registry", ArtifactKeys.registryFolder(bundle.bundleId(), bundle.bundleVersion()), expected::contains);
        objects.checkNothingAdded(
                "registry_event",
                ArtifactKeys.registryEventFolder(bundle.bundleId(), bundle.bundleVersion()),
                ArtifactKeys.bundlePublishedEvent(bundle.bundleId(), bundle.bundleVersion())::equals);
    }

    private static boolean isBundleFile(String name) {
        return DOCUMENTS.containsKey(name) || ModelFormat.isModelFile(name);
    }

    private void checkFile(JsonNode file) {
        String name = file.path("name").asText();
        ArtifactRef pinned;
        try {
            pinned = new ArtifactRef(
                    keyOf(name),
                    file.path("sha256").asText(),
                    file.path("bytes").asLong());
        } catch (FailureException hostile) {
            objects.addFinding(Kind.INVALID, "bundle_manifest", name, String.valueOf(hostile.getMessage()));
            return;
        }
        files.put(name, pinned);
        ContractDocument kind = DOCUMENTS.get(name);
        if (kind == null) {
            objects.verifyObject("registry " + name, pinned);
        } else {
            objects.document("registry " + name, kind, pinned).ifPresent(document -> documents.put(name, document));
        }
    }

    String keyOf(String name) {
        return ArtifactKeys.registryFile(bundle.bundleId(), bundle.bundleVersion(), name);
    }

    private void checkLinks() {
        document(ArtifactKeys.MODEL_ARTIFACT)
                .ifPresent(descriptor -> modelFile()
                        .ifPresent(model -> checkPin(ArtifactKeys.MODEL_ARTIFACT, "/model/sha256", descriptor, model)));
        document(ArtifactKeys.GATE_RECEIPT).ifPresent(receipt -> {
            checkPin(ArtifactKeys.GATE_RECEIPT, "/eval_report/sha256", receipt, ArtifactKeys.EVAL_REPORT);
            String decision = document(ArtifactKeys.PUBLISH_OVERRIDE).isPresent() ? "FAIL" : "PASS";
            checkEqual(
                    "registry " + ArtifactKeys.GATE_RECEIPT,
                    keyOf(ArtifactKeys.GATE_RECEIPT),
                    "/gate_decision",
                    receipt,
                    decision);
            String runKey = receipt.path("run_key").asText();
            document(ArtifactKeys.PUBLISH_OVERRIDE).ifPresent(override -> checkOverride(override, receipt, runKey));
            document(ArtifactKeys.MODEL_ARTIFACT)
                    .ifPresent(descriptor -> checkEqual(
                            "registry " + ArtifactKeys.MODEL_ARTIFACT,
                            keyOf(ArtifactKeys.MODEL_ARTIFACT),
                            "/run_key",
                            descriptor,
                            runKey));
            document(ArtifactKeys.EVAL_REPORT).ifPresent(report -> {
                checkEqual(
                        "registry " + ArtifactKeys.EVAL_REPORT,
                        keyOf(ArtifactKeys.EVAL_REPORT),
                        "/gate_decision",
                        report,
                        decision);
                checkEqual(
                        "registry " + ArtifactKeys.EVAL_REPORT,
                        keyOf(ArtifactKeys.EVAL_REPORT),
                        "/eval_report_id",
                        report,
                        new RunIdentity("", runKey).evalReportId());
            });
        });
    }

    /** Only what the gate could not decide is published by override, and the override is about this receipt. */
    private void checkOverride(JsonNode override, JsonNode receipt, String runKey) {
        checkPin(ArtifactKeys.PUBLISH_OVERRIDE, "/gate_receipt/sha256", override, ArtifactKeys.GATE_RECEIPT);
        checkEqual(
                "registry " + ArtifactKeys.PUBLISH_OVERRIDE,
                keyOf(ArtifactKeys.PUBLISH_OVERRIDE),
                "/run_key",
                override,
                runKey);
        if (!GateReceipt.isInconclusiveOnly(receipt)) {
            objects.addFinding(
                    Kind.UNLINKED,
                    "registry " + ArtifactKeys.GATE_RECEIPT,
                    keyOf(ArtifactKeys.GATE_RECEIPT),
                    "/reason_codes says " + receipt.path("reason_codes") + ", and only "
                            + GateReceipt.inconclusiveOnly() + " can be overridden");
        }
    }

    private void checkPin(String name, String pointer, JsonNode document, String target) {
        ArtifactRef pinned = files.get(target);
        if (pinned != null) {
            checkEqual("registry " + name, keyOf(name), pointer, document, pinned.sha256());
        }
    }

    private void checkEqual(String artifact, String key, String pointer, JsonNode document, String expected) {
        String found = document.at(pointer).asText();
        if (!found.equals(expected)) {
            objects.addFinding(
                    Kind.UNLINKED, artifact, key, pointer + " says " + found + ", it should say " + expected);
        }
    }

    /** The record and the event, which nothing pins unless the run's own documents are at hand. */
    void checkRecordAndEvent() {
        String recordKey = ArtifactKeys.registryRecord(bundle.bundleId(), bundle.bundleVersion());
        objects.document("registry_record", ContractDocument.BUNDLE_PUBLICATION, recordKey)
                .ifPresent(record -> {
                    checkEqual("registry_record", recordKey, "/bundle_id", record, bundle.bundleId());
                    checkEqual("registry_record", recordKey, "/bundle_version", record, bundle.bundleVersion());
                    document(ArtifactKeys.EVAL_REPORT)
                            .map(report -> report.path("provenance"))
                            .ifPresent(provenance -> {
                                if (!CanonicalJson.text(provenance)
                                        .equals(CanonicalJson.text(record.path("provenance")))) {
                                    objects.addFinding(
                                            Kind.UNLINKED,
                                            "registry_record",
                                            recordKey,
                                            "/provenance is not the eval report's");
                                }
                            });
                });
        String eventKey = ArtifactKeys.bundlePublishedEvent(bundle.bundleId(), bundle.bundleVersion());
        objects.document("registry_event", ContractDocument.REGISTRY_LIFECYCLE_EVENT, eventKey)
                .ifPresent(event -> {
                    checkEqual("registry_event", eventKey, "/registry_event_id", event, bundle.registryEventId());
                    checkEqual("registry_event", eventKey, "/bundle_ref/bundle_id", event, bundle.bundleId());
                    checkEqual("registry_event", eventKey, "/bundle_ref/bundle_version", event, bundle.bundleVersion());
                    checkEqual("registry_event", eventKey, "/bundle_ref/registry_ref", event, recordKey);
                });
    }
}
