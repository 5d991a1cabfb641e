package io.modelfactory.worker.ledger.overview;

import java.time.Instant;

/**
 * A dataset that runs were asked for.
 *
 * @param ref of its manifest, as requests write it
 * @param runs of those looked at
 * @param lastUsed when the latest of them last changed
 */
public record ManifestUse(String ref, int runs, Instant lastUsed) {}
