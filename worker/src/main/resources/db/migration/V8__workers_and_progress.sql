-- Who works, and how far the runs in progress are. Nothing is decided by these tables: leases are in mf_run.

-- The processes that have registered as workers. A worker that stops says so; one that died is known by its last heartbeat.
CREATE TABLE mf_worker (
    worker_id           text PRIMARY KEY,
    stream_id           text NOT NULL,
    release_id          text NOT NULL,
    run_config_digest   text NOT NULL,
    host                text NOT NULL,
    process_id          bigint NOT NULL,
    run_slots           integer NOT NULL CHECK (run_slots > 0), -- runs that it works on at the same time
    heartbeat_ms        bigint NOT NULL CHECK (heartbeat_ms > 0), -- how often it says that it is alive
    registered_at       timestamptz NOT NULL DEFAULT now(),
    heartbeat_at        timestamptz NOT NULL DEFAULT now(),
    stopped_at          timestamptz
) WITH (fillfactor = 50); -- heartbeats then update rows in place

-- How far each claim of a run has come: one row a claim, overwritten by its worker about once a second while it changes.
CREATE TABLE mf_run_progress (
    run_key          text NOT NULL REFERENCES mf_run (run_key),
    lease_token      bigint NOT NULL,
    worker_id        text NOT NULL,
    stage            text NOT NULL CONSTRAINT mf_run_progress_stage
        CHECK (stage IN ('RESOLVE', 'DATASET', 'CHAMPION', 'TRAIN', 'SCORE', 'EVALUATE', 'GATE', 'PUBLISH')),
    stage_started_at timestamptz NOT NULL DEFAULT now(),
    rows_read        bigint,
    rows_total       bigint,
    training_round   integer,
    training_rounds  integer,
    metric           text,
    metric_value     double precision,
    updated_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run_key, lease_token)
) WITH (fillfactor = 50);
