package io.modelfactory.worker.negative;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A bundle made of what a run left, as if it had been published, under a descriptor that can be changed. */
final class PlantedChampion {
    private static final String VERSION = "v0-0123456789ab";

    private final RawStoreFiles store;
    private final RunRecord model;
    private final String bundleId;

    PlantedChampion(RawStoreFiles store, RunRecord model, String bundleId) {
        this.store = store;
        this.model = model;
        this.bundleId = bundleId;
    }

    /** @return the members of a governance profile that pin the bundle */
    String plant(Consumer<ObjectNode> changeOfDescriptor) {
        ObjectNode descriptor = (ObjectNode) store.document(key(ArtifactName.MODEL_ARTIFACT));
        changeOfDescriptor.accept(descriptor);
        Map<String, byte[]> files = new TreeMap<>();
        files.put("model.ubj", store.read(key(ArtifactName.MODEL)));
        files.put(ArtifactKeys.MODEL_ARTIFACT, CanonicalJson.bytes(descriptor));
        files.put(ArtifactKeys.EVAL_REPORT, store.read(key(ArtifactName.EVAL_REPORT)));
        files.put(ArtifactKeys.GATE_RECEIPT, store.read(key(ArtifactName.GATE_RECEIPT)));
        ObjectNode manifest = Json.object()
                .put("schema_version", "learning.mf_bundle_manifest.v0")
                .put("bundle_id", bundleId)
                .put("bundle_version", VERSION);
        files.forEach((name, content) -> {
            String key = ArtifactKeys.registryFile(bundleId, VERSION, name);
            store.put(key, content);
            ArtifactRef ref = ArtifactRef.of(key, content);
            manifest.withArray("files")
                    .addObject()
                    .put("name", name)
                    .put("sha256", ref.sha256())
                    .put("bytes", ref.bytes());
        });
        store.put(ArtifactKeys.registryBundleManifest(bundleId, VERSION), manifest);
        store.put(ArtifactKeys.registryRecord(bundleId, VERSION), registryRecord());
        return "baseline_bundle: {bundle_id: %s, bundle_version: %s, allowed_regression: {auc_roc: 0.9}}"
                .formatted(bundleId, VERSION);
    }

    private ObjectNode registryRecord() {
        ObjectNode registryRecord = Json.object()
                .put("schema_version", "learning.bundle_publication.v0")
                .put("bundle_id", bundleId)
                .put("bundle_version", VERSION)
                .put("eval_report_ref", key(ArtifactName.EVAL_REPORT));
        registryRecord.putArray("dataset_manifest_refs").add("run/manifest.json");
        registryRecord
                .putObject("compatibility")
                .put("feature_set_id", SmallDataset.FEATURE_SET)
                .put("feature_set_version", "v1")
                .put("input_contract_version", "mf.feature_row.v0");
        registryRecord
                .putObject("provenance")
                .put("mf_code_release_id", "git:1")
                .put("config_revision", "r1");
        return registryRecord;
    }

    private String key(ArtifactName artifact) {
        return Objects.requireNonNull(model.refs().get(artifact.key())).ref();
    }
}
