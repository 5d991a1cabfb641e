package io.modelfactory.worker.telemetry;

import java.time.Instant;

/**
 * A line of the log.
 *
 * @param source simple name of the logger
 * @param message in one line
 */
public record LoggedLine(Instant at, String level, String source, String message) {}
