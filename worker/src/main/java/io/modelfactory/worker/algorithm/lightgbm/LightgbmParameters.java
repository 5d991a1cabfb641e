package io.modelfactory.worker.algorithm.lightgbm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.FeatureConstraints;
import io.modelfactory.worker.algorithm.HyperParameter;
import io.modelfactory.worker.algorithm.HyperParameterValues;
import io.modelfactory.worker.model.EncodedFeature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a training profile may set for {@code lightgbm}, each within bounds. Defaults are the library's own: LightGBM
 * 3.3, "Parameters". Everything else that it knows is fixed here, so that a profile says all there is to say about a
 * model.
 */
final class LightgbmParameters {
    private static final String ROUNDS = "rounds";
    private static final String EARLY_STOPPING_ROUNDS = "early_stopping_rounds";
    private static final String SCALE_POS_WEIGHT = "scale_pos_weight";

    /** What the library does not read, or reads otherwise. */
    private static final List<String> OWN = List.of(ROUNDS, EARLY_STOPPING_ROUNDS, SCALE_POS_WEIGHT);

    static final List<HyperParameter> ALL = List.of(
            HyperParameter.whole(
                    ROUNDS,
                    1,
                    10_000,
                    HyperParameter.REQUIRED,
                    "n_estimators",
                    "num_boost_round",
                    "num_iterations",
                    "num_round",
                    "nrounds"),
            HyperParameter.whole(EARLY_STOPPING_ROUNDS, 0, 1_000, "0", "early_stopping_round", "n_iter_no_change"),
            HyperParameter.whole("num_leaves", 2, 65_536, "31", "max_leaves", "max_leaf", "max_leaf_nodes"),
            HyperParameter.whole("max_depth", 1, 64, "no limit", "depth"),
            HyperParameter.whole("max_bin", 2, 1_024, "255", "max_bins"),
            HyperParameter.number("learning_rate", 1e-6, 1, "0.1", "eta", "shrinkage_rate"),
            HyperParameter.number("bagging_fraction", 1e-3, 1, "1", "subsample", "sub_row"),
            HyperParameter.number("feature_fraction", 1e-3, 1, "1", "colsample_bytree", "sub_feature"),
            HyperParameter.number("feature_fraction_bynode", 1e-3, 1, "1", "colsample_bynode"),
            HyperParameter.whole("min_data_in_leaf", 0, 1_000_000, "20", "min_child_samples", "min_samples_leaf"),
            HyperParameter.number("min_sum_hessian_in_leaf", 0, 1e6, "0.001", "min_child_weight"),
            HyperParameter.number("min_gain_to_split", 0, 1e6, "0", "gamma", "min_split_loss", "min_split_gain"),
            HyperParameter.number("lambda_l1", 0, 1e6, "0", "reg_alpha", "alpha"),
            HyperParameter.number("lambda_l2", 0, 1e6, "0", "reg_lambda", "lambda", "l2_regularization"),
            HyperParameter.number("max_delta_step", 0, 100, "0", "max_tree_output", "max_leaf_output"),
            HyperParameter.whole("max_cat_threshold", 1, 65_536, "32"),
            HyperParameter.whole("max_cat_to_onehot", 1, 65_536, "4"),
            HyperParameter.whole("min_data_per_group", 1, 1_000_000, "100"),
            HyperParameter.number("cat_l2", 0, 1e6, "10"),
            HyperParameter.number("cat_smooth", 0, 1e6, "10"),
            HyperParameter.number(SCALE_POS_WEIGHT, 1e-6, 1e6, "1"));

    private final HyperParameterValues values;

    private final FeatureConstraints constraints;

    private LightgbmParameters(HyperParameterValues values, FeatureConstraints constraints) {
        this.values = values;
        this.constraints = constraints;
    }

    /** @throws io.modelfactory.worker.failure.FailureException {@code TRAINING_PROFILE_INVALID} */
    static LightgbmParameters of(Map<String, JsonNode> given) {
        List<String> problems = new ArrayList<>();
        Map<String, JsonNode> numbers = new HashMap<>(given);
        FeatureConstraints constraints = FeatureConstraints.take(numbers, problems);
        return new LightgbmParameters(
                HyperParameterValues.of(numbers, ALL, problems, FeatureConstraints.NAMES), constraints);
    }

    FeatureConstraints constraints() {
        return constraints;
    }

    /** What a positive row counts, a negative counting 1. */
    double scalePosWeight() {
        return values.number(SCALE_POS_WEIGHT, 1);
    }

    int rounds() {
        return values.whole(ROUNDS, 1);
    }

    /** Rounds without a better validation loss after which training stops; 0 for never. */
    int earlyStoppingRounds() {
        return values.whole(EARLY_STOPPING_ROUNDS, 0);
    }

    boolean stopsEarly() {
        return earlyStoppingRounds() > 0;
    }

    /**
     * The constraints, as the library reads them. A feature in no group would never be used by it; here it stands
     * alone.
     *
     * @throws io.modelfactory.worker.failure.FailureException {@code TRAINING_PROFILE_INVALID} if one names no feature,
     *     or orders categories
     */
    String constraintsForTheLibrary(List<EncodedFeature> features) {
        constraints.requireMeaningful(features);
        List<Integer> directions = constraints.directions(features);
        StringBuilder text = new StringBuilder();
        if (!directions.isEmpty()) {
            text.append(FeatureConstraints.MONOTONE)
                    .append('=')
                    .append(directions.stream().map(String::valueOf).collect(Collectors.joining(",")))
                    .append(' ');
        }
        List<List<Integer>> groups = constraints.groups(features);
        if (!groups.isEmpty()) {
            Stream<List<Integer>> alone = IntStream.range(0, features.size())
                    .filter(column -> groups.stream().noneMatch(group -> group.contains(column)))
                    .mapToObj(List::of);
            text.append(FeatureConstraints.INTERACTION)
                    .append('=')
                    .append(Stream.concat(groups.stream(), alone)
                            .map(group ->
                                    group.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")))
                            .collect(Collectors.joining(",")))
                    .append(' ');
        }
        return text.toString();
    }

    /** Those that the profile sets, as the library reads them. */
    String forTheLibrary() {
        StringBuilder text = new StringBuilder();
        for (HyperParameter parameter : ALL) {
            boolean own = OWN.contains(parameter.name());
            values.value(parameter.name())
                    .filter(value -> !own)
                    .ifPresent(value -> text.append(parameter.name())
                            .append('=')
                            .append(value.asText())
                            .append(' '));
        }
        // Rows are drawn anew for each tree; without a frequency the library draws none.
        return text + (values.number("bagging_fraction", 1) < 1 ? "bagging_freq=1 " : "");
    }
}
