package io.modelfactory.worker.model;

import java.util.Optional;

/** Feature rows with their labels: 1 for the positive class, 0 for every other. */
public final class LabelledMatrix {
    private final FeatureMatrix features;
    private final float[] labels;
    private final Optional<float[]> weights;

    /** @param labels one per row; not copied, and not to be changed afterwards */
    public LabelledMatrix(FeatureMatrix features, float[] labels) {
        this(features, labels, Optional.empty());
    }

    private LabelledMatrix(FeatureMatrix features, float[] labels, Optional<float[]> weights) {
        if (features.rows() != labels.length) {
            throw new IllegalArgumentException(labels.length + " labels for " + features.rows() + " rows");
        }
        this.features = features;
        this.labels = labels;
        this.weights = weights;
    }

    /** The same rows, of which each counts its weight in the loss. */
    public LabelledMatrix weighted(float[] rowWeights) {
        if (rowWeights.length != labels.length) {
            throw new IllegalArgumentException(rowWeights.length + " weights for " + labels.length + " rows");
        }
        return new LabelledMatrix(features, labels, Optional.of(rowWeights));
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
