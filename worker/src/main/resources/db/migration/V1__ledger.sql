-- The ledger. All times are the database's own, so that workers with different clocks agree.

-- One row a run. The lists of states and modes mirror RunState and ExecutionMode; a test compares them.
CREATE TABLE mf_run (
    run_key                 text PRIMARY KEY,
    train_run_key           text NOT NULL,
    platform_run_id         text NOT NULL,
    scope_key               text NOT NULL,
    request                 jsonb NOT NULL,
    requester               text NOT NULL, -- who asked for the run first
    publish_requester       text, -- who asked last for its publication, if that came later
    state                   text NOT NULL CONSTRAINT mf_run_state
        CHECK (state IN ('QUEUED', 'RUNNING', 'EVAL_READY', 'PASS', 'FAIL', 'PUBLISH_PENDING', 'PUBLISHED')),
    execution_mode          text NOT NULL CONSTRAINT mf_run_execution_mode
        CHECK (execution_mode IN ('NONE', 'FULL', 'PUBLISH_ONLY')),
    publish_requested       boolean NOT NULL DEFAULT false,
    publish_retry_requested boolean NOT NULL DEFAULT false,
    full_run_attempts       integer NOT NULL DEFAULT 0 CHECK (full_run_attempts >= 0),
    publish_retry_attempts  integer NOT NULL DEFAULT 0 CHECK (publish_retry_attempts >= 0),
    attempts_in_state       integer NOT NULL DEFAULT 0 CHECK (attempts_in_state >= 0),
    refs                    jsonb NOT NULL DEFAULT '{}',
    failure_code            text,
    failure_category        text,
    failure_message         text,
    priority                integer NOT NULL DEFAULT 0,
    traceparent             text,
    available_at            timestamptz NOT NULL DEFAULT now(),
    lease_owner             text,
    lease_token             bigint NOT NULL DEFAULT 0,
    lease_deadline          timestamptz,
    claimed_at              timestamptz,
    execution_started_at    timestamptz,
    run_config_digest       text,
    last_event_seq          bigint NOT NULL DEFAULT 0,
    created_at              timestamptz NOT NULL DEFAULT now(),
    updated_at              timestamptz NOT NULL DEFAULT now(),
    finished_at             timestamptz,

    -- The only statement of which runs have work left. A run that has none is at rest: it holds no lease.
    claimable boolean NOT NULL GENERATED ALWAYS AS (
        state IN ('QUEUED', 'RUNNING', 'EVAL_READY')
        OR (state = 'PASS' AND publish_requested)
        OR (state = 'PUBLISH_PENDING' AND publish_retry_requested)) STORED,
    state_at_rest text GENERATED ALWAYS AS (CASE WHEN finished_at IS NOT NULL THEN state END) STORED,

    CONSTRAINT mf_run_mode_while_running CHECK ((state = 'RUNNING') = (execution_mode <> 'NONE')),
    CONSTRAINT mf_run_lease_is_whole CHECK ((lease_owner IS NULL) = (lease_deadline IS NULL)),
    CONSTRAINT mf_run_no_lease_at_rest CHECK (claimable OR lease_owner IS NULL),
    CONSTRAINT mf_run_finished_at_rest CHECK (claimable = (finished_at IS NULL)),
    CONSTRAINT mf_run_failure_is_named CHECK (state <> 'FAIL' OR failure_code IS NOT NULL),
    CONSTRAINT mf_run_failure_is_whole CHECK ((failure_code IS NULL) = (failure_category IS NULL)
        AND (failure_code IS NULL) = (failure_message IS NULL))
) WITH (fillfactor = 80); -- heartbeats then update rows in place, without touching an index

-- A claim looks at runs with work left only, however many have come to rest: at the first of each line, where a line is what
-- waits of one platform run for one scope.
CREATE INDEX mf_run_to_claim ON mf_run (platform_run_id, scope_key, priority DESC, available_at) WHERE claimable;
-- Which platform run had its turn when, and which runs are at work.
CREATE INDEX mf_run_by_turn ON mf_run (platform_run_id, claimed_at DESC NULLS LAST);
CREATE INDEX mf_run_at_work ON mf_run (platform_run_id, scope_key) WHERE lease_owner IS NOT NULL;
-- What came to rest last. No index holds a column that changes between claim and rest, the state itself among them: transitions
-- then update rows in place too.
CREATE INDEX mf_run_at_rest ON mf_run (state_at_rest, finished_at DESC) WHERE state_at_rest IS NOT NULL;

-- Every request, under its id and the digest of its payload. It is written before its run, hence no foreign key.
CREATE TABLE mf_request (
    request_id          text NOT NULL,
    payload_hash        text NOT NULL,
    conflicting         boolean NOT NULL DEFAULT false,
    command             text NOT NULL,
    run_key             text,
    platform_run_id     text NOT NULL,
    requester_principal text NOT NULL,
    received_at         timestamptz NOT NULL,
    receipt_key         text NOT NULL,
    receipt_status      text,
    receipt             jsonb,
    completed_at        timestamptz,
    archived_at         timestamptz,
    archive_error       text,
    PRIMARY KEY (request_id, payload_hash),
    CONSTRAINT mf_request_answer_is_whole CHECK ((receipt_status IS NULL) = (receipt IS NULL)
        AND (receipt_status IS NULL) = (completed_at IS NULL))
) WITH (fillfactor = 80);

-- The first payload under an id owns the id; others are kept beside it as conflicts.
CREATE UNIQUE INDEX mf_request_owner ON mf_request (request_id) WHERE NOT conflicting;
CREATE INDEX mf_request_by_run ON mf_request (run_key) WHERE run_key IS NOT NULL;
CREATE INDEX mf_request_by_completion ON mf_request USING brin (completed_at);
CREATE INDEX mf_request_to_archive ON mf_request (completed_at)
    WHERE receipt IS NOT NULL AND archived_at IS NULL AND archive_error IS NULL;

-- What happened to each run, in order. The list of types mirrors RunEventType; a test compares them.
CREATE TABLE mf_run_event (
    run_key        text NOT NULL REFERENCES mf_run (run_key),
    seq            bigint NOT NULL CHECK (seq > 0),
    event_type     text NOT NULL CONSTRAINT mf_run_event_type
        CHECK (event_type IN ('REQUEST_QUEUED', 'REQUEST_CONVERGED', 'PUBLISH_REQUESTED', 'RUN_STARTED', 'RUN_RESUMED',
            'RUN_HANDED_BACK', 'EVAL_READY', 'GATE_PASS', 'PUBLISH_PENDING', 'PUBLISH_RETRY_REQUESTED',
            'PUBLISH_RETRY_SKIPPED', 'PUBLISH_RETRY_EXHAUSTED', 'BUNDLE_PUBLISHED', 'RUN_FAILED')),
    state          text NOT NULL,
    execution_mode text NOT NULL,
    reason_code    text,
    detail         jsonb NOT NULL DEFAULT '{}',
    occurred_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run_key, seq)
);

-- Events are written in the order of their time, so that a day's are found by a small index.
CREATE INDEX mf_run_event_by_time ON mf_run_event USING brin (occurred_at);

CREATE FUNCTION mf_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER mf_run_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mf_run_event
    FOR EACH STATEMENT EXECUTE FUNCTION mf_refuse_change();

-- Messages that are committed with the rows they tell about. A null record_type means that payload goes out as it is.
CREATE TABLE mf_outbox (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    platform_run_id text, -- that it tells of; null for what nobody could read
    topic           text NOT NULL,
    record_key      bytea,
    headers         jsonb NOT NULL DEFAULT '{}',
    record_type     text,
    payload         bytea NOT NULL,
    best_effort     boolean NOT NULL DEFAULT false, -- has a relay of its own, and nobody waits for it
    created_at      timestamptz NOT NULL DEFAULT now(),
    relayed_at      timestamptz,
    set_aside_at    timestamptz,
    set_aside_error text
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);

CREATE INDEX mf_outbox_to_relay ON mf_outbox (best_effort, id) WHERE relayed_at IS NULL AND set_aside_at IS NULL;
CREATE INDEX mf_outbox_set_aside ON mf_outbox (set_aside_at) WHERE set_aside_at IS NOT NULL;

-- Under which configurations each stream of work was started: one row a change, so that a start can be held against the last.
CREATE TABLE mf_stream_revision (
    stream_id                text NOT NULL,
    revision                 bigint NOT NULL CHECK (revision > 0),
    run_config_digest        text NOT NULL,
    launcher_policy_id       text NOT NULL,
    launcher_policy_revision text NOT NULL,
    service_release_id       text NOT NULL,
    worker_id                text NOT NULL,
    started_at               timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (stream_id, revision)
);

CREATE TRIGGER mf_stream_revision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mf_stream_revision
    FOR EACH STATEMENT EXECUTE FUNCTION mf_refuse_change();

-- Who followed which protected reference, for what, and with what outcome: RESOLVED, or the code by which it was refused.
CREATE TABLE mf_evidence_audit (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    platform_run_id   text NOT NULL,
    run_key           text,
    request_id        text,
    actor             text NOT NULL,
    actor_source_type text NOT NULL CHECK (actor_source_type IN ('SYSTEM', 'HUMAN')),
    worker_id         text NOT NULL,
    purpose           text NOT NULL CONSTRAINT mf_evidence_audit_purpose
        CHECK (purpose IN ('ADMISSION', 'RESOLVE', 'TRAIN', 'GATE', 'PUBLISH')),
    what              text NOT NULL,
    ref               text NOT NULL,
    sha256            text,
    outcome           text NOT NULL,
    occurred_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT mf_evidence_audit_resolved_by_digest CHECK ((outcome = 'RESOLVED') = (sha256 IS NOT NULL))
);

CREATE INDEX mf_evidence_audit_by_run ON mf_evidence_audit (run_key, id) WHERE run_key IS NOT NULL;
CREATE INDEX mf_evidence_audit_by_time ON mf_evidence_audit USING brin (occurred_at);

CREATE TRIGGER mf_evidence_audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mf_evidence_audit
    FOR EACH STATEMENT EXECUTE FUNCTION mf_refuse_change();

-- What was reconciled of each platform run: a day that is over, or FINAL for all of its life. Written once; the store gets a copy.
CREATE TABLE mf_reconciliation (
    platform_run_id text NOT NULL,
    period          text NOT NULL CHECK (period = 'FINAL' OR period ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
    object_key      text NOT NULL,
    document        jsonb NOT NULL,
    reconciled_at   timestamptz NOT NULL DEFAULT now(),
    archived_at     timestamptz,
    archive_error   text,
    PRIMARY KEY (platform_run_id, period)
);

CREATE TRIGGER mf_reconciliation_append_only
    BEFORE UPDATE OF platform_run_id, period, object_key, document, reconciled_at OR DELETE OR TRUNCATE ON mf_reconciliation
    FOR EACH STATEMENT EXECUTE FUNCTION mf_refuse_change();

-- How far all workers together are behind, for their gauges and for whoever scales them: a role that may read this view needs no
-- right to the tables. A run that waits to be tried again later is nobody's backlog yet.
CREATE VIEW mf_backlog AS
WITH run AS (
    SELECT available_at, COALESCE(lease_deadline > now(), false) AS held,
        available_at <= now() AND COALESCE(lease_deadline <= now(), true) AS waiting
    FROM mf_run WHERE claimable)
SELECT count(*) FILTER (WHERE waiting) AS waiting_runs,
    count(*) FILTER (WHERE held) AS runs_at_work,
    COALESCE(EXTRACT(EPOCH FROM now() - min(available_at) FILTER (WHERE waiting)), 0) AS longest_wait_seconds,
    (SELECT count(*) FROM mf_outbox WHERE NOT best_effort AND relayed_at IS NULL AND set_aside_at IS NULL) AS messages,
    (SELECT count(*) FROM mf_outbox WHERE best_effort AND relayed_at IS NULL AND set_aside_at IS NULL) AS facts,
    (SELECT count(*) FROM mf_request WHERE receipt IS NOT NULL AND archived_at IS NULL AND archive_error IS NULL) AS receipts
FROM run;
