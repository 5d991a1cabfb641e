package io.modelfactory.worker.model;

import java.util.Optional;

/**
 * Some successive rows of {@link RowPieces}: good until the next piece is asked for, which may use the same arrays.
 *
 * @param rows how many there are, at least 1; arrays may be longer
 * @param values encoded features, row by row; NaN where a value is missing
 * @param labels 1 of a positive row, 0 of every other
 * @param weights what each row counts in the training loss, if the rows declare it
 * @param eventKeys the first 64 bits of SHA-256 of each row's event id, if they were asked for
 */
@SuppressWarnings("ArrayRecordComponent") // no value class: pieces are handed over, never compared
public record RowPiece(
        int rows, float[] values, float[] labels, Optional<float[]> weights, Optional<long[]> eventKeys) {}
