package io.modelfactory.worker.model;

import java.util.Map;
import java.util.Optional;

/** A model as it is stored and published. */
public final class TrainedModel {
    private final byte[] content;
    private final int iterations;
    private final Optional<TrainingBins> bins;
    private final Map<String, Double> importanceByFeature;

    /** @param content not copied, and not to be changed afterwards */
    public TrainedModel(byte[] content, int iterations, Map<String, Double> importanceByFeature) {
        this(content, iterations, importanceByFeature, Optional.empty());
    }

    private TrainedModel(
            byte[] content, int iterations, Map<String, Double> importanceByFeature, Optional<TrainingBins> bins) {
        this.bins = bins;
        this.content = content;
        this.iterations = iterations;
        this.importanceByFeature = Map.copyOf(importanceByFeature);
    }

    /** The same model, trained on values that were sorted into these bins. */
    public TrainedModel withBins(TrainingBins pinned) {
        return new TrainedModel(content, iterations, importanceByFeature, Optional.of(pinned));
    }

    /** What the values were sorted into before; empty if the algorithm pins no bins. */
    public Optional<TrainingBins> bins() {
        return bins;
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
