package io.modelfactory.worker.model;

/** Feature rows with their labels: 1 for the positive class, 0 for every other. */
public final class LabelledMatrix {
    private final FeatureMatrix features;
    private final float[] labels;

    /** @param labels one per row; not copied, and not to be changed afterwards */
    public LabelledMatrix(FeatureMatrix features, float[] labels) {
        if (features.rows() != labels.length) {
            throw new IllegalArgumentException(labels.length + " labels for " + features.rows() + " rows");
        }
        this.features = features;
        this.labels = labels;
    }

    public FeatureMatrix features() {
        return features;
    }

    public float[] labels() {
        return labels;
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
