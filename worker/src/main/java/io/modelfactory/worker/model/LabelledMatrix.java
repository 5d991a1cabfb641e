package io.modelfactory.worker.model;

import java.util.Optional;

/** Feature rows with their labels: 1 for the positive class, 0 for every other. */
public final class LabelledMatrix {
    private final FeatureMatrix features;
    private final FloatColumn labels;
    private final Optional<FloatColumn> weights;
    private final Optional<LongColumn> eventKeys;

    /** @param labels one per row; not to be changed afterwards */
    public LabelledMatrix(FeatureMatrix features, FloatColumn labels) {
        this(features, labels, Optional.empty(), Optional.empty());
    }

    /** @param labels one per row; not copied, and not to be changed afterwards */
    public LabelledMatrix(FeatureMatrix features, float[] labels) {
        this(features, FloatColumn.of(labels));
    }

    private LabelledMatrix(
            FeatureMatrix features, FloatColumn labels, Optional<FloatColumn> weights, Optional<LongColumn> eventKeys) {
        if (features.rows() != labels.rows()) {
            throw new IllegalArgumentException(labels.rows() + " labels for " + features.rows() + " rows");
        }
        this.features = features;
        this.labels = labels;
        this.weights = weights;
        this.eventKeys = eventKeys;
    }

    /** The same rows, of which each counts its weight in the loss. */
    public LabelledMatrix weighted(FloatColumn rowWeights) {
        if (rowWeights.rows() != labels.rows()) {
            throw new IllegalArgumentException(rowWeights.rows() + " weights for " + labels.rows() + " rows");
        }
        return new LabelledMatrix(features, labels, Optional.of(rowWeights), eventKeys);
    }

    /** The same rows, of which each is known by its event. */
    public LabelledMatrix keyed(LongColumn keys) {
        if (keys.rows() != labels.rows()) {
            throw new IllegalArgumentException(keys.rows() + " event keys for " + labels.rows() + " rows");
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

    public FloatColumn labels() {
        return labels;
    }

    /**
     * What each row counts in the training loss, above 0; empty if the rows declare no weight, so that each counts 1.
     */
    public Optional<FloatColumn> weights() {
        return weights;
    }

    /**
     * The first 64 bits of SHA-256 of each row's event id, by which rows are drawn wherever they lie; empty if training
     * draws none.
     */
    public Optional<LongColumn> eventKeys() {
        return eventKeys;
    }

    public int rows() {
        return labels.rows();
    }

    public int positives() {
        int count = 0;
        for (int row = 0; row < rows(); row++) {
            if (labels.get(row) > 0) {
                count++;
            }
        }
        return count;
    }
}
