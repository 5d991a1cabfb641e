-- Each verdict of the gate, numbered among those on the same test rows: one holdout is not for ever. A run is counted once.
CREATE TABLE mf_gate_attempt (
    run_key           text PRIMARY KEY REFERENCES mf_run (run_key),
    -- What makes test rows the same, and a digest over it, because it has texts from outside.
    test_rows         jsonb NOT NULL,
    test_rows_digest  text NOT NULL CHECK (length(test_rows_digest) = 64),
    attempt           integer NOT NULL CHECK (attempt > 0),
    recorded_at       timestamptz NOT NULL DEFAULT now(),
    UNIQUE (test_rows_digest, attempt)
);

CREATE TRIGGER mf_gate_attempt_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mf_gate_attempt
    FOR EACH STATEMENT EXECUTE FUNCTION mf_refuse_change();
