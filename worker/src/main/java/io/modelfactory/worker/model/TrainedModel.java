package io.modelfactory.worker.model;

import java.util.Map;

/** A model as it is stored and published. */
public final class TrainedModel {
    private final byte[] content;
    private final int iterations;
    private final Map<String, Double> importanceByFeature;

    /** @param content not copied, and not to be changed afterwards */
    public TrainedModel(byte[] content, int iterations, Map<String, Double> importanceByFeature) {
        this.content = content;
        this.iterations = iterations;
        this.importanceByFeature = Map.copyOf(importanceByFeature);
    }

    /** The model file, in the format of the algorithm that trained it; not to be changed. */
    public byte[] content() {
        return content;
    }

    /**
     * Iterations of the training that the model has; of boosted trees the rounds, fewer than asked for if it stopped
     * early.
     */
    public int iterations() {
        return iterations;
    }

    /** What each feature that the model uses contributes; of trees the average gain of the splits on it. */
    public Map<String, Double> importanceByFeature() {
        return importanceByFeature;
    }
}
