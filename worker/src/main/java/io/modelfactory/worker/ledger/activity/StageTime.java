package io.modelfactory.worker.ledger.activity;

import java.util.Optional;

/**
 * How long a worker took for a stage of a run.
 *
 * @param millis empty while it goes on, and of a worker that died in it
 */
public record StageTime(RunStage stage, Optional<Long> millis) {}
