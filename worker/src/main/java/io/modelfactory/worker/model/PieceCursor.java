package io.modelfactory.worker.model;

import java.util.Optional;

/** A pass over rows of which all but the features lie in one place: some of them are copied at a time. */
public final class PieceCursor implements RowPieces.Cursor {
    private final RowTargets targets;
    private final FeatureCopier features;
    private final int pieceRows;
    private final float[] values;
    private final float[] labels;
    private final Optional<float[]> weights;
    private final Optional<long[]> keys;
    private int first;

    /** Copies the features of successive rows. */
    @FunctionalInterface
    public interface FeatureCopier {

        /**
         * @param first row from 0
         * @param target is filled from its beginning, row by row
         */
        void copyRows(int first, int count, float[] target);
    }

    /**
     * @param columns features of a row
     * @param pieceRows rows of a piece, at least 1
     */
    public PieceCursor(RowTargets targets, int columns, int pieceRows, FeatureCopier features) {
        this.targets = targets;
        this.features = features;
        this.pieceRows = pieceRows;
        this.values = new float[pieceRows * columns];
        this.labels = new float[pieceRows];
        this.weights = targets.weights().map(all -> new float[pieceRows]);
        this.keys = targets.eventKeys().map(all -> new long[pieceRows]);
    }

    @Override
    public Optional<RowPiece> next() {
        int count = Math.min(pieceRows, targets.labels().rows() - first);
        if (count <= 0) {
            return Optional.empty();
        }
        features.copyRows(first, count, values);
        targets.labels().copy(first, count, labels);
        weights.ifPresent(piece -> targets.weights().orElseThrow().copy(first, count, piece));
        keys.ifPresent(piece -> targets.eventKeys().orElseThrow().copy(first, count, piece));
        first += count;
        return Optional.of(new RowPiece(count, values, labels, weights, keys));
    }
}
