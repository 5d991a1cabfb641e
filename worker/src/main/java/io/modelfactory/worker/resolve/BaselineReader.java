package io.modelfactory.worker.resolve;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.FEATURE_SCHEMA_INCOMPATIBLE;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_UNRESOLVED;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.DocumentStore.FailureCodes;
import io.modelfactory.worker.artifact.DocumentStore.PinnedDocument;
import io.modelfactory.worker.artifact.PinnedArtifactReader;
import io.modelfactory.worker.evidence.GateReceipt;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.ModelFormat;
import io.modelfactory.worker.resolve.GovernanceProfile.BaselineBundle;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the published bundle that a governance profile pins, and verifies it as an independent reader would: from its
 * own directory in the registry, file by file.
 */
final class BaselineReader {
    private static final int MAX_FILES = 32;
    private static final long MAX_FILE_BYTES = 1L << 30;

    private static final FailureCodes CODES = new FailureCodes(
            GOVERNANCE_PROFILE_UNRESOLVED, GOVERNANCE_PROFILE_INVALID, BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION);

    private final ArtifactStore store;
    private final DocumentStore documents;

    BaselineReader(ArtifactStore store, DocumentStore documents) {
        this.store = store;
        this.documents = documents;
    }

    /**
     * @param features the feature definition set of the candidate; the baseline may be of another version of it
     * @throws FailureException {@code GOVERNANCE_PROFILE_UNRESOLVED} if the bundle or a file of it is not there,
     *     {@code BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION} if a file has other bytes than its manifest lists,
     *     {@code GOVERNANCE_PROFILE_INVALID} if it is no bundle to compare with, {@code FEATURE_SCHEMA_INCOMPATIBLE} if
     *     it is of another feature set
     */
    ResolvedBaseline read(BaselineBundle pinned, FeatureDefinitionSet features) {
        PinnedDocument registryRecord = documents.read(
                ContractDocument.BUNDLE_PUBLICATION,
                ArtifactKeys.registryRecord(pinned.bundleId(), pinned.bundleVersion()),
                CODES);
        requireSameBundle(pinned, registryRecord);
        requireSameFeatureSet(registryRecord, features);
        PinnedDocument manifest = documents.read(
                ContractDocument.BUNDLE_MANIFEST,
                ArtifactKeys.registryBundleManifest(pinned.bundleId(), pinned.bundleVersion()),
                CODES);
        requireSameBundle(pinned, manifest);
        Map<String, ArtifactRef> files = verifiedFiles(pinned, manifest);
        JsonNode receipt = documents.read(ContractDocument.GATE_RECEIPT, file(files, ArtifactKeys.GATE_RECEIPT), CODES);
        requireGatePassed(receipt, isOverridden(files, receipt), file(files, ArtifactKeys.EVAL_REPORT));
        return new ResolvedBaseline(
                pinned.bundleId(),
                pinned.bundleVersion(),
                registryRecord.ref(),
                manifest.ref(),
                modelFile(files),
                file(files, ArtifactKeys.MODEL_ARTIFACT));
    }

    private static void requireSameBundle(BaselineBundle pinned, PinnedDocument document) {
        String found = document.content().path("bundle_id").asText() + "/"
                + document.content().path("bundle_version").asText();
        String expected = pinned.bundleId() + "/" + pinned.bundleVersion();
        if (!found.equals(expected)) {
            throw invalid(document.ref().ref() + ": is about bundle " + found + ", not " + expected);
        }
    }

    /** A later version of the set may have more features; in another set the same name may mean something else. */
    private static void requireSameFeatureSet(PinnedDocument registryRecord, FeatureDefinitionSet features) {
        String found =
                registryRecord.content().at("/compatibility/feature_set_id").asText();
        if (!found.equals(features.featureSetId())) {
            throw new FailureException(
                    FEATURE_SCHEMA_INCOMPATIBLE,
                    registryRecord.ref().ref() + ": is of the feature set " + found + ", the candidate of "
                            + features.featureSetId());
        }
    }

    private Map<String, ArtifactRef> verifiedFiles(BaselineBundle pinned, PinnedDocument manifest) {
        JsonNode listed = manifest.content().path("files");
        if (listed.size() > MAX_FILES) {
            throw invalid(manifest.ref().ref() + ": lists " + listed.size() + " files, at most " + MAX_FILES
                    + " are a bundle");
        }
        Map<String, ArtifactRef> files = new TreeMap<>();
        for (JsonNode entry : listed) {
            String name = entry.path("name").asText();
            ArtifactRef file = new ArtifactRef(
                    ArtifactKeys.registryFile(pinned.bundleId(), pinned.bundleVersion(), name),
                    entry.path("sha256").asText(),
                    entry.path("bytes").asLong());
            if (files.put(name, file) != null || file.bytes() > MAX_FILE_BYTES) {
                throw invalid(manifest.ref().ref() + ": lists " + name + " twice, or with more than " + MAX_FILE_BYTES
                        + " bytes");
            }
            PinnedArtifactReader.read(store, file, CODES.missing(), CODES.altered());
        }
        return files;
    }

    private static ArtifactRef file(Map<String, ArtifactRef> files, String name) {
        ArtifactRef file = files.get(name);
        if (file == null) {
            throw invalid("baseline_bundle: its " + ArtifactKeys.BUNDLE_MANIFEST + " lists no " + name);
        }
        return file;
    }

    /** A bundle has one model, whatever its format. */
    private static ArtifactRef modelFile(Map<String, ArtifactRef> files) {
        List<String> models =
                files.keySet().stream().filter(ModelFormat::isModelFile).toList();
        if (models.size() != 1) {
            throw invalid("baseline_bundle: its " + ArtifactKeys.BUNDLE_MANIFEST
                    + " must list one model.<extension>, it lists " + models);
        }
        return file(files, models.get(0));
    }

    /** Whether its gate could not decide, and it was published by override, which lies beside the receipt. */
    private boolean isOverridden(Map<String, ArtifactRef> files, JsonNode receipt) {
        ArtifactRef override = files.get(ArtifactKeys.PUBLISH_OVERRIDE);
        return override != null
                && GateReceipt.isInconclusiveOnly(receipt)
                && documents
                        .read(ContractDocument.PUBLISH_OVERRIDE, override, CODES)
                        .at("/gate_receipt/sha256")
                        .asText()
                        .equals(file(files, ArtifactKeys.GATE_RECEIPT).sha256());
    }

    /**
     * Only what passed its own gate, or was published by override, is a champion; the receipt must be the one of the
     * evaluation beside it.
     */
    private static void requireGatePassed(JsonNode receipt, boolean overridden, ArtifactRef evalReport) {
        String decision = receipt.path("gate_decision").asText();
        if (!decision.equals("PASS") && !overridden) {
            throw invalid("baseline_bundle: its " + ArtifactKeys.GATE_RECEIPT + " says " + decision);
        }
        if (!receipt.at("/eval_report/sha256").asText().equals(evalReport.sha256())) {
            throw invalid("baseline_bundle: its " + ArtifactKeys.GATE_RECEIPT + " is not about the "
                    + ArtifactKeys.EVAL_REPORT + " beside it");
        }
    }

    private static FailureException invalid(String message) {
        return new FailureException(GOVERNANCE_PROFILE_INVALID, message);
    }
}
