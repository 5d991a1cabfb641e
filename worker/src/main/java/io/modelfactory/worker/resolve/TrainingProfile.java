package io.modelfactory.worker.resolve;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A pinned training profile (YAML): how the data is split, seeded and guarded, and what is trained.
 *
 * @param splitRecipe {@link #SPLIT_RECIPE}
 * @param splitUnit what a hash places as a whole, or what a split by time keeps out of its later parts once it was
 *     seen; an event if the profile says nothing
 * @param gapDays days before each later part of a split by time whose events are in no part; 0 if the profile says
 *     nothing
 * @param minimumPartPositives {@link #DEFAULT_PART_POSITIVES} if the profile says nothing
 * @param leakage {@link Leakage#DEFAULT} if the profile says nothing
 * @param plausibility {@link Plausibility#DEFAULT} if the profile says nothing
 * @param encoding {@link CategoryEncoding#DEFAULT} if the profile says nothing
 * @param hyperParameters of the algorithm, by name; the trainer of {@code algorithmId} knows and bounds them
 * @param excludeKnownCompromised whether test rows are left out whose entity had a labelled fraud before their day
 * @param scoringSample whose rows the published scoring sample has; no event's if the profile says nothing
 * @param calibration what is fitted on the validation part to the scores; nothing if the profile says nothing
 * @param reasonTexts by feature what to say to people where it raises a score
 */
public record TrainingProfile(
        String policyId,
        String revision,
        FeatureDefinitionSet featureDefinitionSet,
        String expectedManifestSchemaVersion,
        String splitRecipe,
        SplitStrategy splitStrategy,
        Optional<SplitUnit> splitUnit,
        SplitFractions splitFractions,
        Optional<Integer> gapDays,
        Optional<Integer> minimumPartPositives,
        SeedPolicy seedPolicy,
        Leakage leakage,
        Plausibility plausibility,
        CategoryEncoding encoding,
        String algorithmId,
        Map<String, JsonNode> hyperParameters,
        Evaluation evaluation,
        Optional<Boolean> excludeKnownCompromised,
        Optional<SampleSource> scoringSample,
        Optional<CalibrationMethod> calibration,
        Optional<Map<String, String>> reasonTexts) {

    /** How events are split; {@code contracts/README.md} describes it. */
    public static final String SPLIT_RECIPE = "mf.split.v1";

    private static final int DEFAULT_PART_POSITIVES = 10;

    public TrainingProfile {
        // Jackson hands over what the profile leaves out as null.
        leakage = Objects.requireNonNullElse(leakage, Leakage.DEFAULT);
        plausibility = Objects.requireNonNullElse(plausibility, Plausibility.DEFAULT);
        encoding = Objects.requireNonNullElse(encoding, CategoryEncoding.DEFAULT);
        boolean byTime = splitStrategy == SplitStrategy.TIME_BASED;
        if (evaluation.alertsPerDay().isPresent() && splitFractions.validation() == 0) {
            throw new IllegalArgumentException("evaluation.alerts_per_day: needs a validation part");
        }
        if (calibration.filter(method -> method != CalibrationMethod.NONE).isPresent()
                && splitFractions.validation() == 0) {
            throw new IllegalArgumentException("calibration: needs a validation part");
        }
        if (!byTime && gapDays.isPresent()) {
            throw new IllegalArgumentException("gap_days: needs split_strategy: time_based");
        }
        boolean wholeDays = byTime && splitUnit.orElse(SplitUnit.EVENT) == SplitUnit.EVENT;
        if (!wholeDays && !evaluation.measuresOfWholeDays().isEmpty()) {
            throw new IllegalArgumentException("evaluation." + String.join(" and ", evaluation.measuresOfWholeDays())
                    + ": needs split_strategy: time_based with split_unit: event; another split puts a share of each"
                    + " day's events into a part, whose alerts are so many fewer than the day's");
        }
    }

    /** The same for a window of time, with so many days between its parts. */
    public TrainingProfile forWindow(int daysBetweenParts) {
        return copy(
                SplitStrategy.TIME_BASED,
                splitUnit,
                Optional.of(daysBetweenParts),
                algorithmId,
                hyperParameters,
                calibration);
    }

    /** The same rows for another model. */
    public TrainingProfile withRecipe(String algorithm, Map<String, JsonNode> parameters, CalibrationMethod method) {
        return copy(splitStrategy, splitUnit, gapDays, algorithm, parameters, Optional.of(method));
    }

    private TrainingProfile copy(
            SplitStrategy strategy,
            Optional<SplitUnit> unit,
            Optional<Integer> gap,
            String algorithm,
            Map<String, JsonNode> parameters,
            Optional<CalibrationMethod> method) {
        return new TrainingProfile(
                policyId,
                revision,
                featureDefinitionSet,
                expectedManifestSchemaVersion,
                splitRecipe,
                strategy,
                unit,
                splitFractions,
                gap,
                minimumPartPositives,
                seedPolicy,
                leakage,
                plausibility,
                encoding,
                algorithm,
                parameters,
                evaluation,
                excludeKnownCompromised,
                scoringSample,
                method,
                reasonTexts);
    }

    /** Everything that decides which part an event is in. */
    public SplitSettings split() {
        return new SplitSettings(
                splitRecipe,
                splitStrategy,
                splitUnit.orElse(SplitUnit.EVENT),
                seedPolicy.baseSeed(),
                splitFractions,
                gapDays.orElse(0));
    }

    /** Positives that train, test and a validation part that training looks at must have. */
    public int requiredPartPositives() {
        return minimumPartPositives.orElse(DEFAULT_PART_POSITIVES);
    }

    /** Whether test rows are left out whose entity had a labelled fraud before their day. */
    public boolean excludesKnownCompromised() {
        return excludeKnownCompromised.orElse(false);
    }

    /** Whose rows the published scoring sample has. */
    public SampleSource sampleSource() {
        return scoringSample.orElse(SampleSource.SYNTHETIC);
    }

    public CalibrationMethod calibrationMethod() {
        return calibration.orElse(CalibrationMethod.NONE);
    }

    /** Whether the labels of the validation part decide anything of the scores; it then needs both classes. */
    public boolean fitsOnValidation() {
        return splitFractions.validation() > 0 && (stopsEarly() || calibrationMethod() != CalibrationMethod.NONE);
    }

    public enum SplitStrategy {
        /** Oldest events train, newest test; ties of time never straddle a boundary. */
        @JsonProperty("time_based")
        TIME_BASED,
        /** By a hash of base seed and unit alone, so that an event is in the same part in every run. */
        @JsonProperty("hash")
        HASH
    }

    /** What a split places as a whole by hash, or has on one side only by time. */
    public enum SplitUnit {
        @JsonProperty("event")
        EVENT,
        /** All events of one entity, which the materialization's role {@code entity_id} identifies. */
        @JsonProperty("entity")
        ENTITY
    }

    /** How scores are made probabilities. */
    public enum CalibrationMethod {
        @JsonProperty("none")
        NONE,
        /** Two numbers; for few rows. */
        @JsonProperty("sigmoid")
        SIGMOID,
        /** Any function that never falls; for thousands of rows. */
        @JsonProperty("isotonic")
        ISOTONIC
    }

    /** Whose encoded rows are published, to recognize the model by. */
    public enum SampleSource {
        /** Of the test part. */
        @JsonProperty("rows")
        ROWS,
        /** Drawn column by column; none of them is a row of the data. */
        @JsonProperty("synthetic")
        SYNTHETIC
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

    /**
     * @param expectedLabelRule what every manifest's {@code label_basis.resolution_rule} must say
     * @param maxSingleFeatureAuc from which separation on a single feature counts as a leak
     * @param allowedFeatures features that may separate the classes alone
     */
    public record Leakage(
            String expectedLabelRule, Optional<Double> maxSingleFeatureAuc, Optional<List<String>> allowedFeatures) {
        private static final String DEFAULT_RULE = "observed_time<=label_asof_utc";
        private static final double DEFAULT_MAX_SINGLE_FEATURE_AUC = 0.999;
        public static final Leakage DEFAULT = new Leakage(DEFAULT_RULE, Optional.empty(), Optional.empty());

        public Leakage {
            expectedLabelRule = Objects.requireNonNullElse(expectedLabelRule, DEFAULT_RULE);
        }

        public double singleFeatureBound() {
            return maxSingleFeatureAuc.orElse(DEFAULT_MAX_SINGLE_FEATURE_AUC);
        }

        public boolean allows(String feature) {
            return allowedFeatures.map(allowed -> allowed.contains(feature)).orElse(false);
        }
    }

    /**
     * @param maxIdenticalRows greatest fraction of rows that may repeat the feature values of another row
     * @param maxCutDistance greatest distance of a cut by time from its fraction, as a fraction of all rows
     */
    public record Plausibility(Optional<Double> maxIdenticalRows, Optional<Double> maxCutDistance) {
        private static final double DEFAULT_MAX_IDENTICAL_ROWS = 0.2;
        private static final double DEFAULT_MAX_CUT_DISTANCE = 0.25;
        public static final Plausibility DEFAULT = new Plausibility(Optional.empty(), Optional.empty());

        public double identicalRowsBound() {
            return maxIdenticalRows.orElse(DEFAULT_MAX_IDENTICAL_ROWS);
        }

        public double cutDistanceBound() {
            return maxCutDistance.orElse(DEFAULT_MAX_CUT_DISTANCE);
        }
    }

    /**
     * How categories become codes, so that a category which training has not seen gets a score that training chose.
     *
     * @param minCategoryShare of the training rows; rarer categories are left out of the mapping
     * @param minUnknownShare of the training rows that have no category of the mapping; where fewer are missing or
     *     rare, others are held out
     */
    public record CategoryEncoding(Optional<Double> minCategoryShare, Optional<Double> minUnknownShare) {
        private static final double DEFAULT_MIN_CATEGORY_SHARE = 0.0001;
        private static final double DEFAULT_MIN_UNKNOWN_SHARE = 0.01;
        public static final CategoryEncoding DEFAULT = new CategoryEncoding(Optional.empty(), Optional.empty());

        /** The fewest of so many training rows that a category of the mapping has. */
        public long minCategoryRows(long trainingRows) {
            return (long) Math.ceil(minCategoryShare.orElse(DEFAULT_MIN_CATEGORY_SHARE) * trainingRows);
        }

        /** The fewest of so many training rows that have no category of the mapping. */
        public long minUnknownRows(long trainingRows) {
            return (long) Math.ceil(minUnknownShare.orElse(DEFAULT_MIN_UNKNOWN_SHARE) * trainingRows);
        }
    }

    /** Whether the validation part decides when training stops. */
    public boolean stopsEarly() {
        return stopsEarly(hyperParameters);
    }

    /** The same of other hyper-parameters. */
    public static boolean stopsEarly(Map<String, JsonNode> hyperParameters) {
        return Optional.ofNullable(hyperParameters.get("early_stopping_rounds"))
                .map(rounds -> rounds.asInt() > 0)
                .orElse(false);
    }

    /**
     * @param decisionThreshold score at and above which a row counts as predicted positive, unless {@code alertsPerDay}
     *     decides
     * @param alertsPerDay the threshold is the smallest that keeps to it on every day of the validation part
     * @param dayZone whose calendar days are meant; UTC if the profile says nothing
     * @param costPerAlert in the money of the amounts
     * @param recoveryShare of the amount of a fraud that an alert saves
     * @param topK sizes of the daily top that precision is stated of
     */
    public record Evaluation(
            double decisionThreshold,
            Optional<Double> alertsPerDay,
            Optional<String> dayZone,
            Optional<Double> costPerAlert,
            Optional<Double> recoveryShare,
            Optional<List<Integer>> topK) {

        public Evaluation {
            if (dayZone.isPresent() && !ZoneId.getAvailableZoneIds().contains(dayZone.get())) {
                throw new IllegalArgumentException("evaluation.day_zone: there is no zone " + dayZone.get()
                        + "; write one such as UTC or Europe/Berlin");
            }
            if (costPerAlert.isPresent() != recoveryShare.isPresent()) {
                throw new IllegalArgumentException(
                        "evaluation: cost_per_alert and recovery_share say what is saved only together");
            }
        }

        /** A threshold, and nothing of days, alerts and money. */
        public static Evaluation at(double decisionThreshold) {
            return new Evaluation(
                    decisionThreshold,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        public ZoneId zone() {
            return ZoneId.of(dayZone.orElse("UTC"));
        }

        public List<Integer> topSizes() {
            return topK.orElse(List.of());
        }

        /** What is asked of all events of a day, as the profile writes it. */
        List<String> measuresOfWholeDays() {
            List<String> asked = new ArrayList<>();
            alertsPerDay.ifPresent(any -> asked.add("alerts_per_day"));
            topK.ifPresent(any -> asked.add("top_k"));
            return asked;
        }

        /** What is asked for that only days can give, as the profile writes it. */
        public List<String> dailyMeasures() {
            List<String> asked = new ArrayList<>();
            alertsPerDay.ifPresent(any -> asked.add("alerts_per_day"));
            dayZone.ifPresent(any -> asked.add("day_zone"));
            costPerAlert.ifPresent(any -> asked.add("cost_per_alert"));
            topK.ifPresent(any -> asked.add("top_k"));
            return asked;
        }
    }
}
