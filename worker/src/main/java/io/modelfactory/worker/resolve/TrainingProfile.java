package io.modelfactory.worker.resolve;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A pinned training profile (YAML): how the data is split, seeded and guarded, and what is trained.
 *
 * @param hyperParameters of the algorithm, by name; the trainer of {@code algorithmId} knows and bounds them
 */
public record TrainingProfile(
        String policyId,
        String revision,
        FeatureDefinitionSet featureDefinitionSet,
        String expectedManifestSchemaVersion,
        SplitStrategy splitStrategy,
        SplitFractions splitFractions,
        SeedPolicy seedPolicy,
        Leakage leakage,
        String algorithmId,
        Map<String, JsonNode> hyperParameters,
        Evaluation evaluation) {

    public enum SplitStrategy {
        /** Oldest events train, newest test; ties of time never straddle a boundary. */
        @JsonProperty("time_based")
        TIME_BASED,
        /** By a seeded hash of the event id, within each class. */
        @JsonProperty("stratified_random")
        STRATIFIED_RANDOM
    }

    /** Shares of the rows; they add up to 1. {@code validation} may be 0. */
    public record SplitFractions(double train, double validation, double test) {}

    public record SeedPolicy(String recipe, long baseSeed) {}

    public record Leakage(String expectedLabelRule) {}

    /** @param decisionThreshold score at and above which a row counts as predicted positive */
    public record Evaluation(double decisionThreshold) {}
}
