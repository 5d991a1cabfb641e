package io.modelfactory.worker.ledger.overview;

/**
 * A place in the list of runs by duration, behind the run of this key, which took so long. Of the same duration they
 * come by key.
 *
 * @param micros from the first start of the run to its end, in microseconds
 */
public record DurationPosition(long micros, String runKey) {}
