package io.modelfactory.worker.model;

import java.util.Optional;

/**
 * What training rows have beside their features, in the order of the rows; not to be changed.
 *
 * @param labels 1 of a positive row, 0 of every other
 * @param weights what each row counts in the training loss, if the rows declare it
 * @param eventKeys the first 64 bits of SHA-256 of each row's event id, if they were asked for
 */
public record RowTargets(FloatColumn labels, Optional<FloatColumn> weights, Optional<LongColumn> eventKeys) {}
