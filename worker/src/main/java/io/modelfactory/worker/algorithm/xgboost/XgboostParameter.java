package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Names, bounds, kinds and defaults; a name that is not here cannot be set. Defaults are the library's own: XGBoost
 * Parameters, section "Parameters for Tree Booster".
 */
enum XgboostParameter {
    rounds(1, 10_000, true, "required", "n_estimators", "num_boost_round", "num_round", "nrounds", "num_iterations"),
    early_stopping_rounds(0, 1_000, true, "0", "early_stopping_round", "n_iter_no_change"),
    max_depth(1, 16, true, "6", "depth"),
    max_leaves(0, 65_536, true, "0", "num_leaves", "max_leaf_nodes"),
    max_bin(2, 1_024, true, "256", "max_bins"),
    learning_rate(1e-6, 1, false, "0.3", "eta", "shrinkage_rate"),
    subsample(1e-3, 1, false, "1", "bagging_fraction"),
    colsample_bytree(1e-3, 1, false, "1", "feature_fraction"),
    colsample_bylevel(1e-3, 1, false, "1"),
    colsample_bynode(1e-3, 1, false, "1", "feature_fraction_bynode"),
    min_child_weight(0, 1e6, false, "1", "min_sum_hessian_in_leaf"),
    min_split_loss(0, 1e6, false, "0", "gamma", "min_gain_to_split"),
    reg_lambda(0, 1e6, false, "1", "lambda", "lambda_l2", "l2_regularization"),
    reg_alpha(0, 1e6, false, "0", "alpha", "lambda_l1"),
    max_delta_step(0, 100, false, "0"),
    scale_pos_weight(1e-6, 1e6, false, "1");

    private final double min;
    private final double max;
    private final boolean whole;
    private final String unset;
    /** Divided by commas: an enum has no mutable fields. */
    private final String otherNames;

    /**
     * @param unset what holds if a profile does not set it
     * @param otherNames by which the library or others know it
     */
    XgboostParameter(double min, double max, boolean whole, String unset, String... otherNames) {
        this.min = min;
        this.max = max;
        this.whole = whole;
        this.unset = unset;
        this.otherNames = String.join(",", otherNames);
    }

    /** The parameter that is known elsewhere by another name; empty if none is. */
    static Optional<XgboostParameter> called(String name) {
        return Arrays.stream(values())
                .filter(parameter -> parameter.otherNames().contains(name))
                .findFirst();
    }

    boolean isWhole() {
        return whole;
    }

    String unset() {
        return unset;
    }

    List<String> otherNames() {
        return otherNames.isEmpty() ? List.of() : List.of(otherNames.split(",", -1));
    }

    boolean accepts(JsonNode value) {
        boolean kind = whole ? value.isIntegralNumber() && value.canConvertToInt() : value.isNumber();
        return kind && value.doubleValue() >= min && value.doubleValue() <= max;
    }

    String expectation() {
        return whole
                ? "a whole number from " + (long) min + " to " + (long) max
                : "a number from " + min + " to " + max;
    }
}
