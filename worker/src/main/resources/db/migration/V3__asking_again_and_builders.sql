-- Runs that failed for their inputs are queued again, and the ledger keeps who built and who published a run.

ALTER TABLE mf_run
    ADD COLUMN requeues integer NOT NULL DEFAULT 0 CHECK (requeues >= 0), -- how often it was queued again after it had failed
    ADD COLUMN signing_key_id text, -- of the worker that started it; null if that one signs nothing
    ADD COLUMN built_by jsonb, -- the worker that trained and evaluated it: release, libraries, platform
    ADD COLUMN published_by jsonb; -- the worker that first began to write its publication

-- The list of types mirrors RunEventType; a test compares them.
ALTER TABLE mf_run_event DROP CONSTRAINT mf_run_event_type;
ALTER TABLE mf_run_event ADD CONSTRAINT mf_run_event_type
    CHECK (event_type IN ('REQUEST_QUEUED', 'REQUEST_CONVERGED', 'RUN_REQUEUED', 'PUBLISH_REQUESTED', 'RUN_STARTED',
        'RUN_RESUMED', 'RUN_HANDED_BACK', 'EVAL_READY', 'GATE_PASS', 'PUBLISH_PENDING', 'PUBLISH_RETRY_REQUESTED',
        'PUBLISH_RETRY_SKIPPED', 'PUBLISH_RETRY_EXHAUSTED', 'BUNDLE_PUBLISHED', 'RUN_FAILED'));
