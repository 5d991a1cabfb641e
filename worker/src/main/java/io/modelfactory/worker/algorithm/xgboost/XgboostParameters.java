package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a training profile may set for XGBoost, each within bounds. Everything else that XGBoost knows is fixed here, so
 * that a profile says all there is to say about a model.
 *
 * @param boosterParameters handed to XGBoost under its own names
 * @param rounds boosting rounds
 * @param earlyStoppingRounds rounds without a better validation loss after which training stops; 0 for never
 */
record XgboostParameters(Map<String, Object> boosterParameters, int rounds, int earlyStoppingRounds) {
    private static final String ROUNDS = "rounds";
    private static final String EARLY_STOPPING_ROUNDS = "early_stopping_rounds";
    /** The library's own. */
    private static final int DEFAULT_MAX_BIN = 256;

    /**
     * @throws FailureException {@code TRAINING_PROFILE_INVALID} naming every parameter that is unknown or out of bounds
     */
    static XgboostParameters of(Map<String, JsonNode> given) {
        List<String> problems = new ArrayList<>();
        XgboostParameters parameters = read(given, problems, List.of());
        if (!problems.isEmpty()) {
            throw invalid(problems);
        }
        return parameters;
    }

    /**
     * @param problems to which every parameter that is unknown or out of bounds is added; if there are any, the result
     *     is of no use
     * @param furtherNames that the algorithm knows beside these, to be named where a name is unknown
     */
    static XgboostParameters read(Map<String, JsonNode> given, List<String> problems, List<String> furtherNames) {
        Map<String, Object> accepted = new TreeMap<>();
        new TreeMap<>(given).forEach((name, value) -> {
            Optional<XgboostParameter> parameter = find(name);
            if (parameter.isEmpty()) {
                problems.add(unknown(name, furtherNames));
            } else if (!parameter.get().accepts(value)) {
                problems.add(name + " must be " + parameter.get().expectation());
            } else {
                accepted.put(
                        name, parameter.get().isWhole() ? (Object) value.intValue() : (Object) value.doubleValue());
            }
        });
        if (!given.containsKey(ROUNDS)) {
            problems.add(ROUNDS + " is required");
        }
        accepted.keySet().removeAll(List.of(ROUNDS, EARLY_STOPPING_ROUNDS));
        return new XgboostParameters(accepted, wholeNumber(given, ROUNDS), wholeNumber(given, EARLY_STOPPING_ROUNDS));
    }

    static FailureException invalid(List<String> problems) {
        return new FailureException(
                FailureCode.TRAINING_PROFILE_INVALID, "hyper_parameters: " + String.join("; ", problems));
    }

    /** Number of quantiles that the values of a column are sorted into. */
    int maxBin() {
        return ((Number) boosterParameters.getOrDefault(XgboostParameter.max_bin.name(), DEFAULT_MAX_BIN)).intValue();
    }

    /** The share of the rows that a round draws on average. */
    double subsample() {
        return ((Number) boosterParameters.getOrDefault(XgboostParameter.subsample.name(), 1.0)).doubleValue();
    }

    boolean stopsEarly() {
        return earlyStoppingRounds > 0;
    }

    /** What a positive row counts, a negative counting 1. */
    double scalePosWeight() {
        return ((Number) boosterParameters.getOrDefault(XgboostParameter.scale_pos_weight.name(), 1.0)).doubleValue();
    }

    private static String unknown(String name, List<String> furtherNames) {
        List<String> known = new ArrayList<>();
        Arrays.stream(XgboostParameter.values()).map(Enum::name).forEach(known::add);
        known.addAll(furtherNames);
        return XgboostParameter.called(name)
                .map(meant -> name + " is called " + meant + " here")
                .orElseGet(() -> name + " is not known; known are " + known);
    }

    private static int wholeNumber(Map<String, JsonNode> given, String name) {
        return given.getOrDefault(name, IntNode.valueOf(0)).intValue();
    }

    private static Optional<XgboostParameter> find(String name) {
        return Arrays.stream(XgboostParameter.values())
                .filter(parameter -> parameter.name().equals(name))
                .findFirst();
    }
}
