package io.modelfactory.worker.ledger.overview;

import java.time.Instant;

/**
 * A place in the list of runs, between two of them: behind the run of this key that changed at this time. The latest
 * comes first, of the same time by key.
 */
public record RunPosition(Instant changedAt, String runKey) {}
