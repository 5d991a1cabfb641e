/**
 * What every store of evidence promises and shares: write-once objects, canonical JSON, digests, and references that
 * cannot leave their roots. Bytes go in and an {@link io.modelfactory.worker.artifact.ArtifactRef} comes back; nothing
 * here knows what the bytes mean. The stores are packages below this one, found as services.
 */
@NullMarked
package io.modelfactory.worker.artifact;

import org.jspecify.annotations.NullMarked;
