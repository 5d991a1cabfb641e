package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.failure.FailureCode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A run as the ledger knows it.
 *
 * @param scopeKey the registry slot the bundle is for, in canonical form; the key of its lifecycle events
 * @param request the train build request that brought the run into being
 * @param publishRequested whether any request for this run allows publishing
 * @param publishRetryRequested whether a publish-only retry waits to be claimed
 * @param fullRunAttempts claims that counted as attempts to train and evaluate
 * @param attemptsInState claims since the run came to where it stands, hand-backs not counted
 * @param refs what the run has written so far, by artifact name
 * @param failureCode why it failed, why its publication is pending, or why it waits to be tried again
 * @param priority a higher one is claimed first
 * @param executionStartedAt pinned at the first start in milliseconds, and the same ever after
 * @param runConfigDigest the configuration it was first started under, pinned like the start
 * @param availableAt before this nobody claims it
 * @param finishedAt when it came to rest; empty while work is left
 */
public record RunRecord(
        String runKey,
        String trainRunKey,
        String platformRunId,
        String scopeKey,
        JsonNode request,
        RunState state,
        ExecutionMode mode,
        boolean publishRequested,
        boolean publishRetryRequested,
        int fullRunAttempts,
        int publishRetryAttempts,
        int attemptsInState,
        Map<String, ArtifactRef> refs,
        Optional<FailureCode> failureCode,
        Optional<String> failureMessage,
        int priority,
        Optional<Instant> executionStartedAt,
        Optional<String> runConfigDigest,
        Instant availableAt,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> finishedAt) {

    public RunRecord {
        refs = Map.copyOf(refs);
    }

    /** Whether nothing is left to do, so that nobody may claim it. */
    public boolean finished() {
        return finishedAt.isPresent();
    }
}
