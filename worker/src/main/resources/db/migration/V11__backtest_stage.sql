-- A run whose governance profile asks for a backtest measures its windows before it reads the rows of the model itself;
-- meanwhile training_round and training_rounds count windows.
ALTER TABLE mf_run_progress DROP CONSTRAINT mf_run_progress_stage;
ALTER TABLE mf_run_progress ADD CONSTRAINT mf_run_progress_stage
    CHECK (stage IN ('RESOLVE', 'BACKTEST', 'DATASET', 'CHAMPION', 'TRAIN', 'SCORE', 'EVALUATE', 'GATE', 'PUBLISH'));
