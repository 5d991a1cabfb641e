package io.modelfactory.worker.ledger.activity;

import java.time.Instant;

/**
 * A line that a worker has logged about a run.
 *
 * @param at by the clock of the worker
 * @param level {@code INFO}, {@code WARN} or {@code ERROR}
 * @param source simple name of the class that logged it
 */
public record LogLine(Instant at, String level, String source, String message) {}
