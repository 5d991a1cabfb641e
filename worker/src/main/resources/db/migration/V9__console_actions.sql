-- What people did on the console: who, what, on what, from where and when. Written before it is done; how it ended is a row of its own
-- that names the first.
CREATE TABLE mf_console_action (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    action_id   text NOT NULL, -- the same in all rows of one action
    principal   text NOT NULL,
    address     text NOT NULL, -- where the person was, as far as the console can know
    action      text NOT NULL CONSTRAINT mf_console_action_action
        CHECK (action IN ('SIGN_IN', 'SIGN_OUT', 'PUBLISH_RETRY', 'REQUEST_AGAIN', 'DEAD_LETTER_REPLAY', 'VERIFY', 'REPRODUCE',
            'CANCEL', 'UNMASK', 'EXPORT')),
    subject     text NOT NULL, -- a run's key, positions of dead letters, or what else it was done to
    outcome     text NOT NULL CONSTRAINT mf_console_action_outcome
        CHECK (outcome IN ('BEGUN', 'DONE', 'REFUSED', 'FAILED', 'CANCELLED')),
    detail      text NOT NULL DEFAULT '',
    occurred_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX mf_console_action_by_subject ON mf_console_action (subject, id);

CREATE TRIGGER mf_console_action_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mf_console_action
    FOR EACH STATEMENT EXECUTE FUNCTION mf_refuse_change();
