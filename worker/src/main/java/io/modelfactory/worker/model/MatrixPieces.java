package io.modelfactory.worker.model;

import java.util.Optional;

/** The rows of a {@link LabelledMatrix} as pieces. */
final class MatrixPieces implements RowPieces {
    private final LabelledMatrix matrix;
    private final int pieceRows;

    /** @param pieceRows rows of a piece, at least 1 */
    MatrixPieces(LabelledMatrix matrix, int pieceRows) {
        this.matrix = matrix;
        this.pieceRows = Math.max(1, Math.min(pieceRows, matrix.rows()));
    }

    @Override
    public int rows() {
        return matrix.rows();
    }

    @Override
    public int columns() {
        return matrix.features().columns();
    }

    @Override
    public Optional<RowTargets> targets() {
        return Optional.of(allTargets());
    }

    private RowTargets allTargets() {
        return new RowTargets(matrix.labels(), matrix.weights(), matrix.eventKeys());
    }

    @Override
    public Cursor open() {
        return new PieceCursor(allTargets(), columns(), pieceRows, matrix.features()::copyRows);
    }
}
