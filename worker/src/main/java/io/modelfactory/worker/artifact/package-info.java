/**
 * The cellar where evidence is kept: a write-once object store, canonical JSON, digests, and references that cannot leave
 * their roots. Rooms hand bytes in and get an {@link io.modelfactory.worker.artifact.ArtifactRef} back; nothing here knows
 * what the bytes mean.
 */
@NullMarked
package io.modelfactory.worker.artifact;

import org.jspecify.annotations.NullMarked;
