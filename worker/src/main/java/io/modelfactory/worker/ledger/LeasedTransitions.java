package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeaseLostException;
import io.modelfactory.worker.ledger.lease.LeasePredicate;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.ledger.run.RunTransition;
import io.modelfactory.worker.ledger.run.RunTransition.RunPhase;
import io.modelfactory.worker.ledger.run.WorkerIdentity;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The changes a worker makes to a run it has claimed. Each is one statement whose condition names the lease and the
 * states it may leave, and which writes the event that goes with it; if it finds no row, nothing was changed. The time
 * is read while the row is locked, not when the transaction began, so that a run's history never goes back in time.
 *
 * <p>What is absent is bound as a text that is null: a parameter whose type changes has its statement parsed anew.
 */
final class LeasedTransitions {
    private static final String GUARD_SQL =
            """
            WHERE <held> AND <guard>
            """.replace("<held>", LeasePredicate.HELD_SQL).replace("<guard>", RunTransition.GUARD_SQL);

    private LeasedTransitions() {}

    /**
     * Starts or resumes a run that this transaction has locked, under a new lease, and counts the attempt. Start time
     * and configuration are pinned by the first claim: artifacts name both, and a worker of another release must be
     * able to resume the run.
     */
    static RunRow begin(
            Handle handle, ClaimCandidate run, Duration lease, WorkerTransition transition, WorkerIdentity worker) {
        RunPhase to = transition.transition().to().orElse(run.phase());
        Query update = EventDao.change(handle, """
                        UPDATE mf_run SET state = :state, execution_mode = :mode,
                            lease_owner = :owner, lease_token = lease_token + 1, claimed_at = clock_timestamp(),
                            lease_deadline = clock_timestamp() + :lease_ms * interval '1 millisecond',
                            full_run_attempts = full_run_attempts + CASE WHEN :mode = 'FULL' THEN 1 ELSE 0 END,
                            attempts_in_state = CASE WHEN state = :state THEN attempts_in_state + 1 ELSE 1 END,
                            publish_retry_requested = publish_retry_requested AND state <> 'PUBLISH_PENDING',
                            execution_started_at =
                                COALESCE(execution_started_at, date_trunc('milliseconds', clock_timestamp())),
                            signing_key_id =
                                CASE WHEN run_config_digest IS NULL THEN :signing_key_id ELSE signing_key_id END,
                            run_config_digest = COALESCE(run_config_digest, :run_config_digest),
                            last_event_seq = last_event_seq + 1, updated_at = clock_timestamp()
                        WHERE run_key = :run_key AND <guard>
                        """.replace("<guard>", RunTransition.GUARD_SQL), transition)
                .bind("state", to.state().name())
                .bind("mode", to.mode().name())
                .bind("owner", transition.workerId())
                .bind("lease_ms", lease.toMillis())
                .bind("signing_key_id", worker.signingKeyId().orElse(null))
                .bind("run_config_digest", worker.runConfigDigest())
                .bind("run_key", run.runKey())
                .bind("from", transition.transition().guard());
        return update.map(RunRow::read).one();
    }

    /**
     * Ends a stage. The lease ends with it if no work is left: the run has passed, and no request allows publishing.
     *
     * @param builtBy the worker that trained and evaluated the run in this stage; the first one recorded stays
     */
    static RunRow advance(
            Handle handle,
            Lease lease,
            WorkerTransition transition,
            Map<String, ArtifactRef> refs,
            Optional<JsonNode> builtBy) {
        RunPhase to = transition.transition().to().orElseThrow();
        Query update = EventDao.change(handle, """
                        UPDATE mf_run SET state = :state, execution_mode = :mode, refs = refs || :refs::jsonb,
                            attempts_in_state = 1, built_by = COALESCE(built_by, :built_by::jsonb),
                            failure_code = NULL, failure_category = NULL, failure_message = NULL,
                            lease_owner = CASE WHEN :state <> 'PASS' OR publish_requested THEN lease_owner END,
                            lease_deadline = CASE WHEN :state <> 'PASS' OR publish_requested THEN lease_deadline END,
                            finished_at =
                                CASE WHEN :state <> 'PASS' OR publish_requested THEN NULL ELSE clock_timestamp() END,
                            last_event_seq = last_event_seq + 1, updated_at = clock_timestamp()
                        """ + GUARD_SQL, transition)
                .bind("state", to.state().name())
                .bind("mode", to.mode().name())
                .bind("refs", RunRow.refsText(refs))
                .bind("built_by", builtBy.map(CanonicalJson::text).orElse(null));
        return guarded(handle, update, lease, transition);
    }

    /**
     * Records who begins to write the publication; the first one stays, whichever worker completes it. Changes nothing
     * else, and is no event.
     */
    static RunRow recordPublisher(Handle handle, Lease lease, JsonNode publishedBy) {
        Query update = handle.createQuery("""
                        UPDATE mf_run SET published_by = COALESCE(published_by, :published_by::jsonb)
                        WHERE <held> RETURNING *
                        """.replace("<held>", LeasePredicate.HELD_SQL))
                .bind("published_by", CanonicalJson.text(publishedBy));
        return LeasePredicate.bind(update, lease)
                .map(RunRow::read)
                .findOne()
                .orElseThrow(() -> new LeaseLostException(lease));
    }

    /** Ends the run, whatever its outcome. */
    static RunRow finish(Handle handle, Lease lease, WorkerTransition transition, Map<String, ArtifactRef> refs) {
        RunPhase to = transition.transition().to().orElseThrow();
        Query update = EventDao.change(handle, """
                        UPDATE mf_run SET state = :state, execution_mode = :mode, refs = refs || :refs::jsonb,
                            attempts_in_state = 0,
                            failure_code = :code, failure_category = :category, failure_message = :message,
                            lease_owner = NULL, lease_deadline = NULL, finished_at = clock_timestamp(),
                            last_event_seq = last_event_seq + 1, updated_at = clock_timestamp()
                        """ + GUARD_SQL, transition)
                .bind("state", to.state().name())
                .bind("mode", to.mode().name())
                .bind("refs", RunRow.refsText(refs));
        return guarded(handle, withFailure(update, transition.failure()), lease, transition);
    }

    /**
     * Releases the run in the state it has, to be claimed again after the delay.
     *
     * @param transition without a failure after an external fault, and then the attempt does not count
     */
    static RunRow release(Handle handle, Lease lease, Duration delay, WorkerTransition transition) {
        Query update = EventDao.change(handle, """
                        UPDATE mf_run SET lease_owner = NULL, lease_deadline = NULL,
                            available_at = clock_timestamp() + :delay_ms * interval '1 millisecond',
                            full_run_attempts = full_run_attempts
                                - CASE WHEN :spent OR execution_mode <> 'FULL' THEN 0 ELSE 1 END,
                            attempts_in_state = attempts_in_state - CASE WHEN :spent THEN 0 ELSE 1 END,
                            failure_code = COALESCE(:code, failure_code),
                            failure_category = COALESCE(:category, failure_category),
                            failure_message = COALESCE(:message, failure_message),
                            last_event_seq = last_event_seq + 1, updated_at = clock_timestamp()
                        """ + GUARD_SQL, transition)
                .bind("delay_ms", delay.toMillis())
                .bind("spent", transition.failure().isPresent());
        return guarded(handle, withFailure(update, transition.failure()), lease, transition);
    }

    private static Query withFailure(Query update, Optional<Failure> failure) {
        return update.bind("code", failure.map(f -> f.code().name()).orElse(null))
                .bind("category", failure.map(f -> f.code().category().name()).orElse(null))
                .bind("message", failure.map(Failure::message).orElse(null));
    }

    private static RunRow guarded(Handle handle, Query update, Lease lease, WorkerTransition transition) {
        return LeasePredicate.bind(update, lease)
                .bind("from", transition.transition().guard())
                .map(RunRow::read)
                .findOne()
                .orElseThrow(() -> rejection(handle, lease, transition.transition()));
    }

    /** Why nothing was written: the lease is lost, or the run is in a state that the transition may not leave. */
    private static RuntimeException rejection(Handle handle, Lease lease, RunTransition transition) {
        Optional<RunRow> row = RunDao.find(handle, lease.runKey()).filter(found -> found.leaseToken() == lease.token());
        if (row.isEmpty() || transition.from().contains(row.get().phase())) {
            return new LeaseLostException(lease);
        }
        return new FailureException(
                FailureCode.INVALID_TRANSITION,
                lease.runKey() + ": " + transition + " is not allowed in state "
                        + row.get().phase() + ", only in " + transition.from());
    }
}
