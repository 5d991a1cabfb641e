-- For people who look at many runs: what the gate observed of each on all its test rows, so that runs can be listed by it. Written once,
-- with the verdict; a table of its own, so that no other change of a run has an index more to keep.
CREATE TABLE mf_run_metric (
    metric  text NOT NULL CHECK (length(metric) <= 200),
    value   double precision NOT NULL,
    run_key text NOT NULL REFERENCES mf_run (run_key),
    PRIMARY KEY (metric, value, run_key)
);

CREATE TRIGGER mf_run_metric_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mf_run_metric
    FOR EACH STATEMENT EXECUTE FUNCTION mf_refuse_change();

-- The list mirrors ConsoleAction.
ALTER TABLE mf_console_action DROP CONSTRAINT mf_console_action_action;
ALTER TABLE mf_console_action ADD CONSTRAINT mf_console_action_action
    CHECK (action IN ('SIGN_IN', 'SIGN_OUT', 'PUBLISH_RETRY', 'REQUEST_AGAIN', 'DEAD_LETTER_REPLAY', 'VERIFY', 'REPRODUCE',
        'INSPECT', 'CANCEL', 'UNMASK', 'EXPORT'));
