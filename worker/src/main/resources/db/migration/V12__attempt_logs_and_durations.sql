-- For people who look at one run: what its worker logged of each claim, and how long the stages took. Bounded by the worker, written
-- by the worker that has or had the claim, and kept as long as the run is.
CREATE TABLE mf_attempt_log (
    run_key        text NOT NULL REFERENCES mf_run (run_key),
    lease_token    bigint NOT NULL,
    worker_id      text NOT NULL,
    stages         jsonb NOT NULL, -- stage and milliseconds of each, in the order in which they began
    lines          jsonb NOT NULL, -- time, level, source and message of each, oldest first
    lines_left_out integer NOT NULL, -- of the middle
    left_out_after integer NOT NULL, -- so many of the lines
    PRIMARY KEY (run_key, lease_token)
) WITH (fillfactor = 50); -- its last rows grow while their runs are at work

-- Runs that have ended, by how long they took from their first start on. What it holds changes at a first claim, which changes
-- another index anyway, and at the end.
CREATE INDEX mf_run_at_rest_by_duration ON mf_run (state_at_rest, (finished_at - execution_started_at) DESC)
    WHERE state_at_rest IS NOT NULL AND execution_started_at IS NOT NULL;
