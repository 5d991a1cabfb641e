-- A relay that stopped, and records that end every worker that takes them up.

-- Ends the session whose one transaction has held an advisory lock for longer than a time. A process that was stopped while the
-- server writes its result to it is neither idle nor at work: no timeout of the server ends its session. The caller may end
-- sessions of its own role only, unless it has been granted more; who may call this at all is in deploy/database/grants.sql.
CREATE FUNCTION mf_end_lock_holder(lock_key bigint, held_longer_than interval) RETURNS int LANGUAGE sql AS $$
    SELECT count(*) FILTER (WHERE pg_terminate_backend(holder.pid))::int
    FROM pg_locks lock JOIN pg_stat_activity holder ON holder.pid = lock.pid
    WHERE lock.locktype = 'advisory' AND lock.granted AND lock.objsubid = 1
        AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND lock.classid::bigint = (lock_key >> 32) & 4294967295 AND lock.objid::bigint = lock_key & 4294967295
        AND holder.xact_start < clock_timestamp() - held_longer_than AND holder.pid <> pg_backend_pid()
$$;
REVOKE ALL ON FUNCTION mf_end_lock_holder(bigint, interval) FROM PUBLIC;

-- Where a worker began to read a partition and has not got further, and how often in a row: it survives workers that die of what they read.
CREATE TABLE mf_intake_position (
    topic       text NOT NULL,
    partition   int NOT NULL,
    next_offset bigint NOT NULL,
    starts      int NOT NULL,
    noted_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition)
);

-- How many dead letters there were in all, whichever worker wrote them and however often it was started since.
CREATE TABLE mf_dead_letter_count (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    letters  bigint NOT NULL
);
INSERT INTO mf_dead_letter_count (letters) VALUES (0);
