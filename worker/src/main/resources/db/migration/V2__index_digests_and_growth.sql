-- Indexes that hold no text from outside, and plans that stay good with a million runs and requests.

-- What an index holds instead of a text of any length: an index row has room for 2,704 bytes. Statements compare the text too.
CREATE FUNCTION mf_digest(value text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT md5(value)::uuid $$;

-- Claimable runs: the first of each queue, a queue being those of one platform run for one scope.
DROP INDEX mf_run_to_claim;
CREATE INDEX mf_run_to_claim ON mf_run (mf_digest(platform_run_id), mf_digest(scope_key), priority DESC, available_at)
    WHERE claimable;
-- The latest claim of each platform run, and its runs.
DROP INDEX mf_run_by_turn;
CREATE INDEX mf_run_by_turn ON mf_run (mf_digest(platform_run_id), claimed_at DESC NULLS LAST);
-- Runs at work, of a platform run and of a scope. They are few.
DROP INDEX mf_run_at_work;
CREATE INDEX mf_run_at_work ON mf_run (mf_digest(platform_run_id), mf_digest(scope_key)) WHERE lease_owner IS NOT NULL;
-- The finished runs of one platform run, latest first.
CREATE INDEX mf_run_at_rest_by_platform_run ON mf_run (mf_digest(platform_run_id), state_at_rest, finished_at DESC)
    WHERE state_at_rest IS NOT NULL;
-- Run keys that begin with a text.
CREATE INDEX mf_run_by_prefix ON mf_run (run_key COLLATE "C");

-- A publish retry may name a run key of any length.
DROP INDEX mf_request_by_run;
CREATE INDEX mf_request_by_run ON mf_request (mf_digest(run_key)) WHERE run_key IS NOT NULL;
CREATE INDEX mf_request_by_platform_run ON mf_request (mf_digest(platform_run_id), received_at);
CREATE INDEX mf_request_refused_by_store ON mf_request (completed_at) WHERE archive_error IS NOT NULL;

DROP INDEX mf_evidence_audit_by_run;
CREATE INDEX mf_evidence_audit_by_run ON mf_evidence_audit (mf_digest(run_key), id) WHERE run_key IS NOT NULL;
CREATE INDEX mf_evidence_audit_by_platform_run ON mf_evidence_audit (mf_digest(platform_run_id), id);
CREATE INDEX mf_evidence_audit_refused ON mf_evidence_audit (id) WHERE outcome <> 'RESOLVED';

-- Without it, rows since the last vacuum are in no summary, and a search for a day reads them all.
ALTER INDEX mf_request_by_completion SET (autosummarize = on);
ALTER INDEX mf_run_event_by_time SET (autosummarize = on);
ALTER INDEX mf_evidence_audit_by_time SET (autosummarize = on);
SELECT brin_summarize_new_values('mf_request_by_completion'), brin_summarize_new_values('mf_run_event_by_time'),
    brin_summarize_new_values('mf_evidence_audit_by_time');

-- Free space in pages pays where updates touch no index: heartbeats and transitions of runs. An answered or relayed row
-- changes partial indexes, so that each of its versions gets index entries anyway.
ALTER TABLE mf_request RESET (fillfactor);
ALTER TABLE mf_outbox RESET (fillfactor);
