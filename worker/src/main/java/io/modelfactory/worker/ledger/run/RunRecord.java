package io.modelfactory.worker.ledger.run;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.failure.FailureCode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A run as the ledger has it. In JSON it is one flat object: the members of its parts are its own.
 *
 * @param request the train build request that created the run
 * @param refs what the run has written so far, by artifact name
 * @param failure why it failed, why its publication is pending, or why its last attempt is to be retried
 * @param priority a higher one is claimed first
 */
public record RunRecord(
        @JsonUnwrapped Identity identity,
        JsonNode request,
        RunState state,
        ExecutionMode mode,
        @JsonUnwrapped Publication publication,
        @JsonUnwrapped Attempts attempts,
        Map<String, ArtifactRef> refs,
        @JsonUnwrapped(prefix = "failure_") Optional<Failure> failure,
        int priority,
        @JsonUnwrapped StartPin startPin,
        @JsonUnwrapped WorkerRecords workers,
        @JsonUnwrapped Times times) {

    /**
     * What a run is called, and what it is for.
     *
     * @param scopeKey the registry slot of its bundle, in canonical form; the key of its lifecycle events
     */
    public record Identity(String runKey, String trainRunKey, String platformRunId, String scopeKey) {}

    /**
     * What requests have asked for beyond training.
     *
     * @param publishRequested whether any request for this run allows publishing
     * @param publishRetryRequested whether a publish-only retry waits to be claimed
     * @param publishOverride by which it is published although its gate could not decide; empty if by none
     */
    public record Publication(
            boolean publishRequested, boolean publishRetryRequested, Optional<PublishOverride> publishOverride) {
        /** Of a run that is published if its gate passes. */
        public Publication(boolean publishRequested, boolean publishRetryRequested) {
            this(publishRequested, publishRetryRequested, Optional.empty());
        }
    }

    /**
     * How often it was claimed.
     *
     * @param fullRunAttempts claims that counted as attempts to train and evaluate
     * @param publishRetryAttempts publish-only retries that were granted
     * @param attemptsInState claims since it entered its state, without those that were released for an external fault
     * @param requeues how often it was queued again after it had failed for its inputs; the other counts begin anew
     *     then
     */
    public record Attempts(int fullRunAttempts, int publishRetryAttempts, int attemptsInState, int requeues) {}

    /**
     * What the first claim pinned, and no later one changes.
     *
     * @param executionStartedAt the first start, in milliseconds
     * @param runConfigDigest SHA-256 hex of the configuration of the worker that started it
     * @param signingKeyId the key by which that worker signs bundles; empty if it signs none
     */
    public record StartPin(
            Optional<Instant> executionStartedAt, Optional<String> runConfigDigest, Optional<String> signingKeyId) {
        /** Of a run that no worker has claimed yet. */
        public static final StartPin NONE = new StartPin(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * The workers that did the work, as each described itself; what is first recorded stays.
     *
     * @param builtBy trained and evaluated the run
     * @param publishedBy began to write its publication; another may have completed it
     */
    public record WorkerRecords(Optional<JsonNode> builtBy, Optional<JsonNode> publishedBy) {
        /** Of a run that is not trained yet. */
        public static final WorkerRecords NONE = new WorkerRecords(Optional.empty(), Optional.empty());
    }

    /**
     * The database's times.
     *
     * @param availableAt no worker claims the run before
     * @param finishedAt when it ended; empty while work is left
     */
    public record Times(Instant availableAt, Instant createdAt, Instant updatedAt, Optional<Instant> finishedAt) {
        /** After a change that leaves work. */
        public Times updated(Instant now) {
            return new Times(availableAt, createdAt, now, finishedAt);
        }

        /** After the last change. */
        public Times finished(Instant now) {
            return new Times(availableAt, createdAt, now, Optional.of(now));
        }
    }

    public RunRecord {
        refs = Map.copyOf(refs);
    }

    /** The same run, published by this worker. */
    public RunRecord publishedBy(JsonNode worker) {
        return new RunRecord(
                identity,
                request,
                state,
                mode,
                publication,
                attempts,
                refs,
                failure,
                priority,
                startPin,
                new WorkerRecords(workers.builtBy(), Optional.of(worker)),
                times);
    }

    /** Whether no work is left, so that no worker may claim it. */
    public boolean finished() {
        return finishedAt().isPresent();
    }

    public String runKey() {
        return identity.runKey();
    }

    public String trainRunKey() {
        return identity.trainRunKey();
    }

    public String platformRunId() {
        return identity.platformRunId();
    }

    public String scopeKey() {
        return identity.scopeKey();
    }

    public boolean publishRequested() {
        return publication.publishRequested();
    }

    public Optional<PublishOverride> publishOverride() {
        return publication.publishOverride();
    }

    public int fullRunAttempts() {
        return attempts.fullRunAttempts();
    }

    public int publishRetryAttempts() {
        return attempts.publishRetryAttempts();
    }

    public int attemptsInState() {
        return attempts.attemptsInState();
    }

    public int requeues() {
        return attempts.requeues();
    }

    public Optional<FailureCode> failureCode() {
        return failure.map(Failure::code);
    }

    public Optional<String> failureMessage() {
        return failure.map(Failure::message);
    }

    public Optional<Instant> executionStartedAt() {
        return startPin.executionStartedAt();
    }

    public Optional<String> runConfigDigest() {
        return startPin.runConfigDigest();
    }

    public Instant availableAt() {
        return times.availableAt();
    }

    public Instant createdAt() {
        return times.createdAt();
    }

    public Instant updatedAt() {
        return times.updatedAt();
    }

    public Optional<Instant> finishedAt() {
        return times.finishedAt();
    }
}
