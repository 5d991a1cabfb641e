package io.modelfactory.worker.resolve;

import io.modelfactory.worker.artifact.ArtifactRef;

/**
 * The published bundle that a governance profile pins as baseline, as it was found: every file of it had the bytes that
 * the bundle's own manifest lists.
 *
 * @param registryRecord the record that makes the bundle visible
 * @param bundleManifest name, digest and size of the files beside the record
 * @param model the model file
 * @param modelArtifact the model's descriptor
 */
public record ResolvedBaseline(
        String bundleId,
        String bundleVersion,
        ArtifactRef registryRecord,
        ArtifactRef bundleManifest,
        ArtifactRef model,
        ArtifactRef modelArtifact) {}
