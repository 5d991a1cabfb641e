package io.modelfactory.worker.resolve;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;

/**
 * A pinned training profile (YAML): how the data is split, seeded and guarded, and what is trained.
 *
 * @param leakage {@link Leakage#DEFAULT} if the profile says nothing
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

    public TrainingProfile {
        // Jackson hands over what the profile leaves out as null.
        leakage = Objects.requireNonNullElse(leakage, Leakage.DEFAULT);
    }

    public enum SplitStrategy {
        /** Oldest events train, newest test; ties of time never straddle a boundary. */
        @JsonProperty("time_based")
        TIME_BASED,
        /** By a seeded hash of the event id, within each class. */
        @JsonProperty("stratified_random")
        STRATIFIED_RANDOM
    }

    /** Shares of the rows; they add up to 1. {@code validation} may be 0. */
    public record SplitFractions(double train, double validation, double test) {
        private static final double ROUNDING = 1e-9;

        public SplitFractions {
            if (!(train > 0 && validation >= 0 && test > 0 && Math.abs(train + validation + test - 1) < ROUNDING)) {
                throw new IllegalArgumentException("split_fractions must add up to 1, train and test must be above 0");
            }
        }
    }

    public record SeedPolicy(String recipe, long baseSeed) {}

    /** @param expectedLabelRule what every manifest's {@code label_basis.resolution_rule} must say */
    public record Leakage(String expectedLabelRule) {
        private static final String DEFAULT_RULE = "observed_time<=label_asof_utc";
        public static final Leakage DEFAULT = new Leakage(DEFAULT_RULE);

        public Leakage {
            expectedLabelRule = Objects.requireNonNullElse(expectedLabelRule, DEFAULT_RULE);
        }
    }

    /** @param decisionThreshold score at and above which a row counts as predicted positive */
    public record Evaluation(double decisionThreshold) {}
}
