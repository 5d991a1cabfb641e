package io.modelfactory.worker.resolve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;

/** One dataset of a plan: manifest and materialization as they were read, each pinned by digest. */
public record ResolvedDataset(
        ArtifactRef manifestRef,
        DatasetManifest manifest,
        ArtifactRef materializationRef,
        DatasetMaterialization materialization) {

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("dataset_manifest_id", manifest.datasetManifestId())
                .put("dataset_fingerprint", manifest.datasetFingerprint());
        json.set("manifest", Json.tree(manifestRef));
        json.set("materialization", Json.tree(materializationRef));
        json.set("files", Json.tree(materialization.files()));
        json.set("feature_definition_set", Json.tree(manifest.featureDefinitionSet()));
        json.set("label_basis", Json.tree(manifest.labelBasis()));
        return json;
    }
}
