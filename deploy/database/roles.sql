-- The five roles of a ledger, and what they may do in its database. Run it in that database as an administrator, once; again
-- does no harm. It is one statement of plain SQL: psql runs it, and so does any other client.
--
-- The names are settings of the session, each with a default:
--   mf.owner_role   mf_owner    migrates: the ledger's tables are its own
--   mf.worker_role  mf_worker   works
--   mf.reader_role  mf_reader   looks
--   mf.scaler_role  mf_scaler   sees how much work waits, and nothing else
--   mf.console_role mf_console  looks, and writes down what people do on the console
--
-- No role is given a password here, so that none can log in by one until it has its own.
DO $$
DECLARE
    owner_role  text := COALESCE(NULLIF(current_setting('mf.owner_role', true), ''), 'mf_owner');
    worker_role text := COALESCE(NULLIF(current_setting('mf.worker_role', true), ''), 'mf_worker');
    reader_role text := COALESCE(NULLIF(current_setting('mf.reader_role', true), ''), 'mf_reader');
    scaler_role text := COALESCE(NULLIF(current_setting('mf.scaler_role', true), ''), 'mf_scaler');
    console_role text := COALESCE(NULLIF(current_setting('mf.console_role', true), ''), 'mf_console');
    all_roles   text[] := ARRAY[owner_role, worker_role, reader_role, scaler_role, console_role];
    one         text;
    part        record;
BEGIN
    IF (SELECT count(DISTINCT name) FROM unnest(all_roles) AS name) < 5 THEN
        RAISE EXCEPTION 'five roles need five names, not %', all_roles;
    END IF;

    FOREACH one IN ARRAY all_roles LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = one) THEN
            EXECUTE format('CREATE ROLE %I', one);
        END IF;
        EXECUTE format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', one);
    END LOOP;

    -- No role has any right here that is not granted, temporary tables included.
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', current_schema());
    FOREACH one IN ARRAY all_roles LOOP
        EXECUTE format('REVOKE ALL ON DATABASE %I FROM %I', current_database(), one);
        EXECUTE format('REVOKE ALL ON SCHEMA %I FROM %I', current_schema(), one);
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), one);
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), one);
    END LOOP;
    EXECUTE format('GRANT CREATE ON SCHEMA %I TO %I', current_schema(), owner_role);

    -- A ledger that is there already, made by a worker that was its owner, changes hands.
    FOR part IN
        SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v')
            AND (c.relname LIKE 'mf\_%' OR c.relname = 'flyway_schema_history')
    LOOP
        EXECUTE format('ALTER TABLE %I OWNER TO %I', part.relname, owner_role);
    END LOOP;
    FOR part IN
        SELECT p.oid::regprocedure AS signature FROM pg_proc p
        WHERE p.pronamespace = current_schema()::regnamespace AND p.proname LIKE 'mf\_%'
    LOOP
        EXECUTE format('ALTER ROUTINE %s OWNER TO %I', part.signature, owner_role);
    END LOOP;
END
$$;
