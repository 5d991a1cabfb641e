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
        return Optional.of(new RowTargets(matrix.labels(), matrix.weights(), matrix.eventKeys()));
    }

    @Override
    public Cursor open() {
        return new MatrixCursor();
    }

    private final class MatrixCursor implements Cursor {
        private final float[] values = new float[pieceRows * columns()];
        private final float[] labels = new float[pieceRows];
        private final Optional<float[]> weights = matrix.weights().map(all -> new float[pieceRows]);
        private final Optional<long[]> keys = matrix.eventKeys().map(all -> new long[pieceRows]);
        private int first;

        @Override
        public Optional<RowPiece> next() {
            int count = Math.min(pieceRows, rows() - first);
            if (count <= 0) {
                return Optional.empty();
            }
            matrix.features().copyRows(first, count, values);
            matrix.labels().copy(first, count, labels);
            weights.ifPresent(piece -> matrix.weights().orElseThrow().copy(first, count, piece));
            keys.ifPresent(piece -> matrix.eventKeys().orElseThrow().copy(first, count, piece));
            first += count;
            return Optional.of(new RowPiece(count, values, labels, weights, keys));
        }
    }
}
