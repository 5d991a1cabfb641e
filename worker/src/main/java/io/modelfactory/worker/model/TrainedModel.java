package io.modelfactory.worker.model;

import java.util.Map;

/** A model as it is stored and published. */
public final class TrainedModel {
    private final byte[] content;
    private final int rounds;
    private final Map<String, Double> gainByFeature;

    public TrainedModel(byte[] content, int rounds, Map<String, Double> gainByFeature) {
        this.content = content;
        this.rounds = rounds;
        this.gainByFeature = Map.copyOf(gainByFeature);
    }

    /** The model in XGBoost's UBJSON form. */
    public byte[] content() {
        return content.clone();
    }

    /** Boosting rounds that the model has; fewer than asked for if training stopped early. */
    public int rounds() {
        return rounds;
    }

    /** Average gain of the splits on each feature that has any. */
    public Map<String, Double> gainByFeature() {
        return gainByFeature;
    }
}
