-- Events, requests and audits by month, so that a month can be exported and detached as a whole. Rows are still never deleted.
-- An event belongs to the month in which its run was created: the history of a run is then whole, or exported, and its numbers
-- stay unique by a constraint. Workers of earlier builds cannot write events any more: stop them first.

-- The month of a moment, as its first day in UTC.
CREATE FUNCTION mf_month(moment timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT date_trunc('month', moment AT TIME ZONE 'UTC')::date $$;

ALTER TABLE mf_run ADD COLUMN created_month date NOT NULL
    GENERATED ALWAYS AS (date_trunc('month', created_at AT TIME ZONE 'UTC')::date) STORED;
ALTER TABLE mf_run ADD CONSTRAINT mf_run_created_month UNIQUE (run_key, created_month);

-- Every request id there ever was, whether its request is still here or exported: an id is unique over all months, and the first
-- payload under it owns it.
CREATE TABLE mf_request_key (
    request_id   text NOT NULL,
    payload_hash text NOT NULL,
    conflicting  boolean NOT NULL DEFAULT false,
    received_at  timestamptz NOT NULL,
    PRIMARY KEY (request_id, payload_hash),
    CONSTRAINT mf_request_key_once UNIQUE (request_id, payload_hash, received_at)
);
CREATE UNIQUE INDEX mf_request_key_owner ON mf_request_key (request_id) WHERE NOT conflicting;
INSERT INTO mf_request_key SELECT request_id, payload_hash, conflicting, received_at FROM mf_request;

CREATE TABLE mf_run_event_by_month (
    LIKE mf_run_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    run_month date NOT NULL, -- of the run
    PRIMARY KEY (run_key, seq, run_month),
    FOREIGN KEY (run_key, run_month) REFERENCES mf_run (run_key, created_month)
) PARTITION BY RANGE (run_month);

CREATE TABLE mf_request_by_month (
    LIKE mf_request INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    PRIMARY KEY (request_id, payload_hash, received_at),
    FOREIGN KEY (request_id, payload_hash, received_at) REFERENCES mf_request_key (request_id, payload_hash, received_at)
) PARTITION BY RANGE (received_at);
-- The database's own clock: a worker whose clock is wrong would file requests under a wrong month.
ALTER TABLE mf_request_by_month ALTER COLUMN received_at SET DEFAULT now();

CREATE TABLE mf_evidence_audit_by_month (
    LIKE mf_evidence_audit INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING IDENTITY,
    PRIMARY KEY (id, occurred_at)
) PARTITION BY RANGE (occurred_at);

-- Existing rows come into their months further below; the view of the backlog is made again as it was.
DO $$
DECLARE
    backlog text := pg_get_viewdef('mf_backlog'::regclass);
    part    text;
BEGIN
    DROP VIEW mf_backlog;
    FOREACH part IN ARRAY ARRAY['mf_run_event', 'mf_request', 'mf_evidence_audit'] LOOP
        EXECUTE format('ALTER TABLE %I RENAME TO %I', part, part || '_of_all_months');
        EXECUTE format('ALTER TABLE %I RENAME TO %I', part || '_by_month', part);
        -- What no month was made for in time; empty as long as workers run.
        EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', part || '_other', part);
    END LOOP;
    EXECUTE 'CREATE VIEW mf_backlog AS ' || backlog;
END
$$;

-- Makes the partitions of a month, unless they are there. A reader that holds a lock for long makes it fail, not the workers wait.
CREATE FUNCTION mf_create_month(month date) RETURNS void LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
    following date := (month + interval '1 month')::date;
    suffix    text := to_char(month, '_YYYY_MM');
    part      text;
    bounds    text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('mf_create_month'));
    FOREACH part IN ARRAY ARRAY['mf_run_event', 'mf_request', 'mf_evidence_audit'] LOOP
        CONTINUE WHEN to_regclass(part || suffix) IS NOT NULL OR to_regclass('detached_' || part || suffix) IS NOT NULL;
        bounds := CASE part WHEN 'mf_run_event' THEN format('FROM (%L) TO (%L)', month, following)
            ELSE format('FROM (%L) TO (%L)', month || ' 00:00:00+00', following || ' 00:00:00+00') END;
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES %s', part || suffix, part, bounds);
        IF part <> 'mf_request' THEN
            EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT'
                || ' EXECUTE FUNCTION mf_refuse_change()', part || '_append_only', part || suffix);
        END IF;
    END LOOP;
END
$$;

-- The months that come next. Workers call it, who have no right to make tables; it runs with that of the ledger's owner.
CREATE FUNCTION mf_create_coming_months() RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
    SELECT mf_create_month((mf_month(now()) + make_interval(months => ahead))::date) FROM generate_series(0, 2) AS ahead
$$;
REVOKE ALL ON FUNCTION mf_create_month(date), mf_create_coming_months() FROM PUBLIC;

DO $$
DECLARE
    part record;
    month date;
BEGIN
    EXECUTE format('ALTER FUNCTION mf_create_month(date) SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION mf_create_coming_months() SET search_path = %I, pg_temp', current_schema());
    FOR month IN
        SELECT created_month FROM mf_run UNION SELECT mf_month(received_at) FROM mf_request_of_all_months
        UNION SELECT mf_month(occurred_at) FROM mf_evidence_audit_of_all_months
    LOOP
        PERFORM mf_create_month(month);
    END LOOP;
    PERFORM mf_create_coming_months();

    FOR part IN
        SELECT relname AS name, (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
            WHERE attrelid = (relname || '_of_all_months')::regclass AND attnum > 0 AND NOT attisdropped) AS columns
        FROM unnest(ARRAY['mf_request', 'mf_evidence_audit', 'mf_run_event']) AS relname
    LOOP
        EXECUTE CASE part.name
            WHEN 'mf_run_event' THEN format('INSERT INTO mf_run_event (%1$s, run_month) SELECT event.*, run.created_month'
                || ' FROM (SELECT %1$s FROM mf_run_event_of_all_months) AS event JOIN mf_run AS run USING (run_key)',
                part.columns)
            ELSE format('INSERT INTO %1$I (%3$s) OVERRIDING SYSTEM VALUE SELECT %3$s FROM %2$I',
                part.name, part.name || '_of_all_months', part.columns) END;
        EXECUTE format('DROP TABLE %I', part.name || '_of_all_months');
    END LOOP;
    PERFORM setval(pg_get_serial_sequence('mf_evidence_audit', 'id'), COALESCE(max(id), 0) + 1, false)
        FROM mf_evidence_audit;
END
$$;

CREATE TRIGGER mf_run_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mf_run_event
    FOR EACH STATEMENT EXECUTE FUNCTION mf_refuse_change();
CREATE TRIGGER mf_run_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mf_run_event_other
    FOR EACH STATEMENT EXECUTE FUNCTION mf_refuse_change();
CREATE TRIGGER mf_evidence_audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mf_evidence_audit
    FOR EACH STATEMENT EXECUTE FUNCTION mf_refuse_change();
CREATE TRIGGER mf_evidence_audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mf_evidence_audit_other
    FOR EACH STATEMENT EXECUTE FUNCTION mf_refuse_change();
CREATE TRIGGER mf_request_key_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mf_request_key
    FOR EACH STATEMENT EXECUTE FUNCTION mf_refuse_change();

CREATE INDEX mf_run_event_by_time ON mf_run_event USING brin (occurred_at) WITH (autosummarize = on);
CREATE INDEX mf_request_by_completion ON mf_request USING brin (completed_at) WITH (autosummarize = on);
CREATE INDEX mf_request_to_archive ON mf_request (completed_at)
    WHERE receipt IS NOT NULL AND archived_at IS NULL AND archive_error IS NULL;
CREATE INDEX mf_request_by_run ON mf_request (mf_digest(run_key)) WHERE run_key IS NOT NULL;
CREATE INDEX mf_request_by_platform_run ON mf_request (mf_digest(platform_run_id), received_at);
CREATE INDEX mf_request_refused_by_store ON mf_request (completed_at) WHERE archive_error IS NOT NULL;
CREATE INDEX mf_evidence_audit_by_run ON mf_evidence_audit (mf_digest(run_key), id) WHERE run_key IS NOT NULL;
CREATE INDEX mf_evidence_audit_by_platform_run ON mf_evidence_audit (mf_digest(platform_run_id), id);
CREATE INDEX mf_evidence_audit_refused ON mf_evidence_audit (id) WHERE outcome <> 'RESOLVED';
CREATE INDEX mf_evidence_audit_by_time ON mf_evidence_audit USING brin (occurred_at) WITH (autosummarize = on);
