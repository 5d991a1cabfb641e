package io.modelfactory.worker.model;

import java.util.Optional;

/**
 * Rows to train on, wherever they lie: handed over piece by piece, as often as they are asked for, in the same order
 * each time. A trainer that reads them this way never needs all of them in one place.
 */
public interface RowPieces {
    /** Of all pieces together. */
    int rows();

    /** Features of a row. */
    int columns();

    /** Begins with the first row. */
    Cursor open();

    /** The matrix that these are the pieces of, if they are: its labels, weights and keys need no second copy. */
    default Optional<LabelledMatrix> wholeMatrix() {
        return Optional.empty();
    }

    /** A pass over the rows. */
    @FunctionalInterface
    interface Cursor {
        /** The next rows; empty at the end. */
        Optional<RowPiece> next();
    }
}
