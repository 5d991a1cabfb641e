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

    /** Of all rows, in the order of the pieces, if they lie in one place: they need no second copy. */
    default Optional<RowTargets> targets() {
        return Optional.empty();
    }

    /** A pass over the rows. */
    @FunctionalInterface
    interface Cursor {
        /** The next rows; empty at the end. */
        Optional<RowPiece> next();
    }
}
