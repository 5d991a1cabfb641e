/**
 * Where evidence is kept: write-once object stores, found as services, canonical JSON, digests, and references that
 * cannot leave their roots. Bytes go in and an {@link io.modelfactory.worker.artifact.ArtifactRef} comes back; nothing
 * here knows what the bytes mean.
 */
@NullMarked
package io.modelfactory.worker.artifact;

import org.jspecify.annotations.NullMarked;
