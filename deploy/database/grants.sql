-- What the worker, the reader, the console and the scaler may do with each part of the ledger. Run it as the ledger's owner after each
-- migration; it takes away what is not written here, and fails if the ledger has a part that is not. The names of the roles are
-- settings of the session, as in roles.sql.
DO $$
DECLARE
    worker_role text := COALESCE(NULLIF(current_setting('mf.worker_role', true), ''), 'mf_worker');
    reader_role text := COALESCE(NULLIF(current_setting('mf.reader_role', true), ''), 'mf_reader');
    scaler_role text := COALESCE(NULLIF(current_setting('mf.scaler_role', true), ''), 'mf_scaler');
    console_role text := COALESCE(NULLIF(current_setting('mf.console_role', true), ''), 'mf_console');
    part        record;
BEGIN
    FOR part IN
        SELECT c.relname AS name, r.worker, r.scaler, r.console
        FROM pg_class c
            LEFT JOIN (VALUES
                -- Rows that change: a run's state, a request's answer. None is ever deleted.
                ('mf_run', 'SELECT, INSERT, UPDATE', NULL, 'SELECT'),
                ('mf_request', 'SELECT, INSERT, UPDATE', NULL, 'SELECT'),
                -- Messages that were delivered long ago are deleted.
                ('mf_outbox', 'SELECT, INSERT, UPDATE, DELETE', NULL, 'SELECT'),
                -- Its document is guarded by a trigger; whether the store has its copy changes.
                ('mf_reconciliation', 'SELECT, INSERT, UPDATE', NULL, 'SELECT'),
                ('mf_intake_position', 'SELECT, INSERT, UPDATE', NULL, 'SELECT'),
                ('mf_dead_letter_count', 'SELECT, UPDATE', NULL, 'SELECT'),
                -- Who works, and how far runs are. Workers that are gone for long are deleted.
                ('mf_worker', 'SELECT, INSERT, UPDATE, DELETE', NULL, 'SELECT'),
                ('mf_run_progress', 'SELECT, INSERT, UPDATE', NULL, 'SELECT'),
                ('mf_attempt_log', 'SELECT, INSERT, UPDATE', NULL, 'SELECT'),
                -- Append-only rows.
                ('mf_request_key', 'SELECT, INSERT', NULL, 'SELECT'),
                ('mf_run_event', 'SELECT, INSERT', NULL, 'SELECT'),
                ('mf_evidence_audit', 'SELECT, INSERT', NULL, 'SELECT'),
                ('mf_stream_revision', 'SELECT, INSERT', NULL, 'SELECT'),
                ('mf_gate_attempt', 'SELECT, INSERT', NULL, 'SELECT'),
                ('mf_run_metric', 'SELECT, INSERT', NULL, 'SELECT'),
                -- Also of a worker that serves the console under its own role.
                ('mf_console_action', 'SELECT, INSERT', NULL, 'SELECT, INSERT'),
                ('mf_backlog', 'SELECT', 'SELECT', 'SELECT'),
                -- A worker looks whether the ledger is its release's.
                ('flyway_schema_history', 'SELECT', NULL, 'SELECT')
            ) AS r (name, worker, scaler, console) ON r.name = c.relname
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
            AND (c.relname LIKE 'mf\_%' OR c.relname = 'flyway_schema_history')
            -- A month is read and written through its table, and needs no right of its own.
            AND NOT c.relispartition
    LOOP
        IF part.worker IS NULL THEN
            RAISE EXCEPTION 'grants.sql does not know %: it is of another release', part.name;
        END IF;
        EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, %I, %I, %I, %I', part.name, worker_role, reader_role, scaler_role,
            console_role);
        EXECUTE format('GRANT %s ON %I TO %I', part.worker, part.name, worker_role);
        EXECUTE format('GRANT SELECT ON %I TO %I', part.name, reader_role);
        EXECUTE format('GRANT %s ON %I TO %I', part.console, part.name, console_role);
        IF part.scaler IS NOT NULL THEN
            EXECUTE format('GRANT %s ON %I TO %I', part.scaler, part.name, scaler_role);
        END IF;
    END LOOP;
    -- A worker ends the session of a relay that was stopped: by this function, and of its own role only.
    IF to_regproc('mf_end_lock_holder') IS NOT NULL THEN
        EXECUTE format('REVOKE ALL ON FUNCTION mf_end_lock_holder FROM PUBLIC, %I, %I, %I, %I',
            worker_role, reader_role, scaler_role, console_role);
        EXECUTE format('GRANT EXECUTE ON FUNCTION mf_end_lock_holder TO %I', worker_role);
    END IF;
    IF to_regclass('mf_run') IS NULL THEN
        RAISE EXCEPTION 'there is no ledger here yet: migrate it first';
    END IF;
    -- Whether anything has changed is seen by how far this has come.
    EXECUTE format('GRANT SELECT ON SEQUENCE mf_outbox_id_seq TO %I, %I', reader_role, console_role);
    -- Workers make the partitions of the coming months, with the rights of the owner.
    EXECUTE format('GRANT EXECUTE ON FUNCTION mf_create_coming_months() TO %I', worker_role);
END
$$;
