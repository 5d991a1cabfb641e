package io.modelfactory.worker.ledger;

import java.time.Instant;

/**
 * The configuration under which a stream was started, until the next one.
 *
 * @param revision counts the changes of one stream, from 1
 */
record StreamRevision(
        String streamId,
        long revision,
        String runConfigDigest,
        String launcherPolicyId,
        String launcherPolicyRevision,
        String serviceReleaseId,
        Instant startedAt) {}
