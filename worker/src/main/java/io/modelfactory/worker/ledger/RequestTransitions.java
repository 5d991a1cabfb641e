package io.modelfactory.worker.ledger;

import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.IntakeEntry.PublishRetryEntry;
import io.modelfactory.worker.ledger.IntakeEntry.TrainBuildEntry;
import io.modelfactory.worker.ledger.lease.ClaimLimits;
import io.modelfactory.worker.ledger.run.PublishOverride;
import io.modelfactory.worker.ledger.run.RequeueRule;
import io.modelfactory.worker.ledger.run.RunTransition;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The changes a request makes to an existing run. They need no lease, since they do not disturb the worker that holds
 * the run; each is one statement that names the states it may leave, and finds no row where it does not apply.
 */
final class RequestTransitions {
    private static final String GUARD_SQL = """
            WHERE run_key = :run_key AND <guard>
            """.replace("<guard>", RunTransition.GUARD_SQL);

    private RequestTransitions() {}

    /** Numbers an event that changes nothing else. */
    static RunRow recordEvent(Handle handle, String runKey, RunTransition transition) {
        Query update = handle.createQuery("""
                UPDATE mf_run SET last_event_seq = last_event_seq + 1, updated_at = clock_timestamp()
                """ + GUARD_SQL + "RETURNING *");
        return guarded(update, runKey, transition)
                .orElseThrow(
                        () -> new IllegalStateException(runKey + ": " + transition + " is not allowed in its state"));
    }

    /**
     * Queues a run again that had failed for its inputs and has no execution record, as the new request asks for it.
     * Its start stays pinned if it has written a plan, which names that start. Empty if the run is none of these, or
     * was queued again as often as is allowed.
     */
    static Optional<RunRow> requeue(Handle handle, TrainBuildEntry request) {
        Query update = handle.createQuery("""
                        UPDATE mf_run SET state = 'QUEUED', execution_mode = 'NONE',
                            requeues = requeues + 1, request = :request::jsonb, requester = :requester,
                            publish_requester = NULL, publish_requested = :publish_allowed,
                            publish_retry_requested = false, publish_override = NULL,
                            priority = :priority, traceparent = :traceparent,
                            full_run_attempts = 0, publish_retry_attempts = 0, attempts_in_state = 0,
                            failure_code = NULL, failure_category = NULL, failure_message = NULL,
                            lease_owner = NULL, lease_deadline = NULL,
                            execution_started_at =
                                CASE WHEN jsonb_exists(refs, 'resolved_train_plan') THEN execution_started_at END,
                            run_config_digest = NULL, signing_key_id = NULL,
                            training_profile_sha256 = NULL, governance_profile_sha256 = NULL,
                            available_at = clock_timestamp(), finished_at = NULL,
                            last_event_seq = last_event_seq + 1, updated_at = clock_timestamp()
                        """ + GUARD_SQL + """
                        AND failure_code = ANY(:codes) AND NOT jsonb_exists(refs, 'execution_record')
                        AND requeues < :max RETURNING *
                        """)
                .bind("request", CanonicalJson.text(request.request()))
                .bind("requester", request.requesterPrincipal())
                .bind("publish_allowed", request.publishAllowed())
                .bind("priority", request.priority())
                .bind("traceparent", request.traceparent().orElse(null))
                .bindArray("codes", String.class, RequeueRule.CODES)
                .bind("max", RequeueRule.MAX_REQUEUES);
        return guarded(update, request.runKey(), RunTransition.REQUEUE);
    }

    /**
     * Allows the run to be published; one that has ended in PASS becomes claimable again, with priority. Empty if that
     * was allowed before, or is too late.
     */
    static Optional<RunRow> requestPublish(Handle handle, TrainBuildEntry request, ClaimLimits limits) {
        Query update = handle.createQuery("""
                UPDATE mf_run SET publish_requested = true, publish_requester = :requester,
                    priority = CASE WHEN finished_at IS NULL THEN priority ELSE GREATEST(priority, :priority) END,
                    available_at = CASE WHEN finished_at IS NULL THEN available_at ELSE clock_timestamp() END,
                    attempts_in_state = CASE WHEN finished_at IS NULL THEN attempts_in_state ELSE 0 END,
                    finished_at = NULL,
                    last_event_seq = last_event_seq + 1, updated_at = clock_timestamp()
                """ + GUARD_SQL + "AND NOT publish_requested RETURNING *")
                .bind("requester", request.requesterPrincipal())
                .bind("priority", limits.publishOnlyPriority());
        return guarded(update, request.runKey(), RunTransition.REQUEST_PUBLISH);
    }

    /** Grants a publish-only retry. Empty if the run is not pending, has one granted already, or has used them up. */
    static Optional<RunRow> requestPublishRetry(
            Handle handle, PublishRetryEntry request, int maxAttempts, ClaimLimits limits) {
        Query update = handle.createQuery("""
                        UPDATE mf_run SET publish_retry_requested = true, publish_requester = :requester,
                            publish_retry_attempts = publish_retry_attempts + 1,
                            priority = GREATEST(priority, :priority),
                            available_at = clock_timestamp(), attempts_in_state = 0, finished_at = NULL,
                            last_event_seq = last_event_seq + 1, updated_at = clock_timestamp()
                        """ + GUARD_SQL
                        + "AND NOT publish_retry_requested AND publish_retry_attempts < :max RETURNING *")
                .bind("requester", request.requesterPrincipal())
                .bind("max", maxAttempts)
                .bind("priority", limits.publishOnlyPriority());
        return guarded(update, request.runKey(), RunTransition.REQUEST_PUBLISH_RETRY);
    }

    /**
     * Has a run published on which its gate could not decide. Empty if the run did not fail for that, or for something
     * else beside it.
     */
    static Optional<RunRow> overrideGate(Handle handle, String runKey, PublishOverride override, ClaimLimits limits) {
        Query update = handle.createQuery("""
                        UPDATE mf_run SET state = 'RUNNING', execution_mode = 'PUBLISH_ONLY',
                            publish_override = :override::jsonb, publish_requester = :requester,
                            priority = GREATEST(priority, :priority),
                            failure_code = NULL, failure_category = NULL, failure_message = NULL,
                            available_at = clock_timestamp(), attempts_in_state = 0, finished_at = NULL,
                            last_event_seq = last_event_seq + 1, updated_at = clock_timestamp()
                        """ + GUARD_SQL + "AND failure_code = :code RETURNING *")
                .bind("override", CanonicalJson.text(override.toJson()))
                .bind("requester", override.requesterPrincipal())
                .bind("priority", limits.publishOnlyPriority())
                .bind("code", FailureCode.GATE_INCONCLUSIVE.name());
        return guarded(update, runKey, RunTransition.OVERRIDE_GATE);
    }

    private static Optional<RunRow> guarded(Query update, String runKey, RunTransition transition) {
        return update.bind("run_key", runKey)
                .bind("from", transition.guard())
                .map(RunRow::read)
                .findOne();
    }
}
