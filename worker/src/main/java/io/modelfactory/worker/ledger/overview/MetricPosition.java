package io.modelfactory.worker.ledger.overview;

/**
 * A place in the list of runs by a metric, behind the run of this key of which the gate observed this value. Of the
 * same value they come by key.
 */
public record MetricPosition(double value, String runKey) {}
