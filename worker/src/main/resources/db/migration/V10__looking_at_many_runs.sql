-- For people who look at a ledger with many runs: the runs of a scope and of a requester, latest first, those that used a dataset,
-- and what was reconciled last. Runs that have work left are few, and found by other indexes.

CREATE INDEX mf_run_at_rest_by_scope ON mf_run (mf_digest(scope_key), state_at_rest, finished_at DESC)
    WHERE state_at_rest IS NOT NULL;
CREATE INDEX mf_run_at_rest_by_requester ON mf_run (mf_digest(requester), state_at_rest, finished_at DESC)
    WHERE state_at_rest IS NOT NULL;
-- Written once, with the run; what it holds of each reference is a hash.
CREATE INDEX mf_run_by_manifest ON mf_run USING gin ((request -> 'dataset_manifest_refs') jsonb_path_ops);
CREATE INDEX mf_reconciliation_by_time ON mf_reconciliation (reconciled_at DESC);
