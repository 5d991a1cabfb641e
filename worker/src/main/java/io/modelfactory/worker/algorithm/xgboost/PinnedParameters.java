package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.FeatureConstraints;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.EncodedFeature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a training profile may set for {@code xgboost_hist_pinned}: the numbers of {@link XgboostParameters}, those of
 * {@link PinnedParameter}, how trees grow, and constraints on features by their names.
 *
 * @param numbers of both kinds
 * @param own numbers that only this algorithm knows
 * @param growsByLoss whether the leaf with the largest gain is split next ({@code lossguide}), not the next of its
 *     level
 */
record PinnedParameters(
        XgboostParameters numbers,
        Map<PinnedParameter, Integer> own,
        boolean growsByLoss,
        FeatureConstraints constraints) {
    static final String GROW_POLICY = "grow_policy";
    /** See {@link PinnedCuts}. */
    private static final int LEAST_BINS = 3;

    private static final String DEPTHWISE = "depthwise";
    private static final String LOSSGUIDE = "lossguide";

    /** What others set, with the reason why it cannot be set here. */
    private static final SortedMap<String, String> REFUSED = new TreeMap<>(Map.of(
            "sampling_method",
                    "rows are drawn by " + RowSample.RECIPE + ", each with the same probability; set subsample",
            "num_parallel_tree", "a round has one tree; forests are not supported",
            "booster", "trees are boosted plainly; dart and gblinear are not supported",
            "dart", "trees are boosted plainly; dart is not supported",
            "rate_drop", "it belongs to dart, which is not supported",
            "skip_drop", "it belongs to dart, which is not supported",
            "tree_method", "it is hist, by the algorithm_id",
            "objective", "it is binary:logistic, by the algorithm_id"));

    /**
     * @throws FailureException {@code TRAINING_PROFILE_INVALID} naming every parameter that is unknown, refused or out
     *     of bounds
     */
    static PinnedParameters of(Map<String, JsonNode> given) {
        List<String> problems = new ArrayList<>();
        Map<String, JsonNode> numbers = new HashMap<>(given);
        REFUSED.forEach((name, reason) -> Optional.ofNullable(numbers.remove(name))
                .ifPresent(value -> problems.add(name + " cannot be set: " + reason)));
        Map<PinnedParameter, Integer> own = PinnedParameter.take(numbers, problems);
        boolean growsByLoss = growsByLoss(Optional.ofNullable(numbers.remove(GROW_POLICY)), problems);
        FeatureConstraints constraints = FeatureConstraints.take(numbers, problems);
        XgboostParameters known = XgboostParameters.read(numbers, problems, furtherNames());
        if (known.maxBin() < LEAST_BINS) {
            problems.add(XgboostParameter.max_bin + " must be at least " + LEAST_BINS
                    + ": one bin is beyond all numbers, and a single other one cannot be split");
        }
        if (!problems.isEmpty()) {
            throw XgboostParameters.invalid(problems);
        }
        return new PinnedParameters(known, own, growsByLoss, constraints);
    }

    private static boolean growsByLoss(Optional<JsonNode> policy, List<String> problems) {
        String name = policy.map(JsonNode::asText).orElse(DEPTHWISE);
        if (!name.equals(DEPTHWISE) && !name.equals(LOSSGUIDE)) {
            problems.add(GROW_POLICY + " must be " + DEPTHWISE + " or " + LOSSGUIDE);
        }
        return name.equals(LOSSGUIDE);
    }

    private static List<String> furtherNames() {
        List<String> names = new ArrayList<>(PinnedParameter.names());
        names.add(GROW_POLICY);
        names.addAll(FeatureConstraints.NAMES);
        return names;
    }

    /** What the booster is created with, but for what belongs to the rows, the seed and the machine. */
    Map<String, Object> boosterSettings() {
        Map<String, Object> settings = new TreeMap<>(numbers.boosterParameters());
        // Rows are drawn and weighted by the loss.
        settings.remove(XgboostParameter.subsample.name());
        settings.remove(XgboostParameter.scale_pos_weight.name());
        settings.put("max_bin", numbers.maxBin());
        settings.put(GROW_POLICY, growsByLoss ? LOSSGUIDE : DEPTHWISE);
        for (PinnedParameter parameter : PinnedParameter.values()) {
            if (parameter.isLibrarys()) {
                settings.put(parameter.name(), own.get(parameter));
            }
        }
        return settings;
    }

    /**
     * The constraints in XGBoost's words, by the places of the features.
     *
     * @throws FailureException {@code TRAINING_PROFILE_INVALID} if one names no feature, or orders categories
     */
    Map<String, Object> constraintSettings(List<EncodedFeature> features) {
        constraints.requireMeaningful(features);
        Map<String, Object> settings = new TreeMap<>();
        List<Integer> directions = constraints.directions(features);
        if (!directions.isEmpty()) {
            settings.put(
                    FeatureConstraints.MONOTONE,
                    directions.stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")")));
        }
        List<List<Integer>> groups = constraints.groups(features);
        if (!groups.isEmpty()) {
            settings.put(FeatureConstraints.INTERACTION, groups.toString());
        }
        return settings;
    }

    int cutSampleRows() {
        return own.getOrDefault(PinnedParameter.cut_sample_rows, 0);
    }
}
