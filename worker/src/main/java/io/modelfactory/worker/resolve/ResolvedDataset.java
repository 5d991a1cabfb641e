package io.modelfactory.worker.resolve;

import io.modelfactory.worker.artifact.ArtifactRef;

/** One dataset of a plan: manifest and materialization as they were read, each pinned by digest. */
public record ResolvedDataset(
        ArtifactRef manifestRef,
        DatasetManifest manifest,
        ArtifactRef materializationRef,
        DatasetMaterialization materialization) {}
