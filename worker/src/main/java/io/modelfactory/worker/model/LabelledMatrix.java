package io.modelfactory.worker.model;

import java.util.Optional;

/** Feature rows with their labels: 1 for the positive class, 0 for every other. */
public final class LabelledMatrix {
    private final FeatureMatrix features;
    private final float[] labels;
    private final Optional<float[]> weights;
    private final Optional<long[]> eventKeys;

    /** @param labels one per row; not copied, and not to be changed afterwards */
    public LabelledMatrix(FeatureMatrix features, float[] labels) {
        this(features, labels, Optional.empty(), Optional.empty());
    }

    private LabelledMatrix(
            FeatureMatrix features, float[] labels, Optional<float[]> weights, Optional<long[]> eventKeys) {
        if (features.rows() != labels.length) {
            throw new IllegalArgumentException(labels.length + " labels for " + features.rows() + " rows");
        }
        this.features = features;
        this.labels = labels;
        this.weights = weights;
        this.eventKeys = eventKeys;
    }

    /** The same rows, of which each counts its weight in the loss. */
    public LabelledMatrix weighted(float[] rowWeights) {
        if (rowWeights.length != labels.length) {
            throw new IllegalArgumentException(rowWeights.length + " weights for " + labels.length + " rows");
        }
        return new LabelledMatrix(features, labels, Optional.of(rowWeights), eventKeys);
    }

    /** The same rows, of which each is known by its event. */
    public LabelledMatrix keyed(long[] keys) {
        if (keys.length != labels.length) {
            throw new IllegalArgumentException(keys.length + " event keys for " + labels.length + " rows");
        }
        return new LabelledMatrix(features, labels, weights, Optional.of(keys));
    }

    /** The same rows, a piece at a time. */
    public RowPieces pieces(int pieceRows) {
        return new MatrixPieces(this, pieceRows);
    }

    public FeatureMatrix features() {
        return features;
    }

    public float[] labels() {
        return labels;
    }

    /**
     * What each row counts in the training loss, above 0; empty if the rows declare no weight, so that each counts 1.
     */
    public Optional<float[]> weights() {
        return weights;
    }

    /**
     * The first 64 bits of SHA-256 of each row's event id, by which rows are drawn wherever they lie; empty if training
     * draws none.
     */
    public Optional<long[]> eventKeys() {
        return eventKeys;
    }

    public int rows() {
        return labels.length;
    }

    public int positives() {
        int count = 0;
        for (float label : labels) {
            if (label > 0) {
                count++;
            }
        }
        return count;
    }
}
