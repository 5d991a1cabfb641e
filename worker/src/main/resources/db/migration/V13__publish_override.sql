-- A run on which its gate could not decide may be published by a principal who is granted that: who it was and why stays with the run.
ALTER TABLE mf_run ADD COLUMN publish_override jsonb; -- request_id, requester_principal, authenticated_by, reason, granted_at

-- The list of types mirrors RunEventType; a test compares them.
ALTER TABLE mf_run_event DROP CONSTRAINT mf_run_event_type;
ALTER TABLE mf_run_event ADD CONSTRAINT mf_run_event_type
    CHECK (event_type IN ('REQUEST_QUEUED', 'REQUEST_CONVERGED', 'RUN_REQUEUED', 'PUBLISH_REQUESTED', 'RUN_STARTED',
        'RUN_RESUMED', 'RUN_HANDED_BACK', 'EVAL_READY', 'GATE_PASS', 'PUBLISH_PENDING', 'PUBLISH_RETRY_REQUESTED',
        'PUBLISH_RETRY_SKIPPED', 'PUBLISH_RETRY_EXHAUSTED', 'PUBLISH_OVERRIDE_GRANTED', 'BUNDLE_PUBLISHED', 'RUN_FAILED'));
