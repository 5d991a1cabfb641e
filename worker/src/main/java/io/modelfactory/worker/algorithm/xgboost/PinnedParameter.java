package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whole numbers that {@code xgboost_hist_pinned} knows beside those of {@link XgboostParameter}. */
enum PinnedParameter {
    /** Rows whose values decide the bins; all rows if there are no more. */
    cut_sample_rows(1_000, 10_000_000, 1_000_000, false),
    /** Categories of a feature from which on a split divides them into two sets, rather than one from the others. */
    max_cat_to_onehot(1, 10_001, 4, true),
    /** Categories that a split looks at, of those with few rows on one side. */
    max_cat_threshold(1, 10_000, 64, true);

    private final int min;
    private final int max;
    private final int unset;
    private final boolean librarys;

    PinnedParameter(int min, int max, int unset, boolean librarys) {
        this.min = min;
        this.max = max;
        this.unset = unset;
        this.librarys = librarys;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Enum::name).toList();
    }

    /** Takes those that are given out of all that are given, and the others at what holds if they are not. */
    static Map<PinnedParameter, Integer> take(Map<String, JsonNode> given, List<String> problems) {
        Map<PinnedParameter, Integer> taken = new EnumMap<>(PinnedParameter.class);
        for (PinnedParameter parameter : values()) {
            Optional<JsonNode> value = Optional.ofNullable(given.remove(parameter.name()));
            if (value.isPresent() && !parameter.accepts(value.get())) {
                problems.add(parameter.name() + " must be " + parameter.expectation());
            }
            taken.put(parameter, value.map(JsonNode::intValue).orElse(parameter.unset));
        }
        return taken;
    }

    /** Whether it is one of XGBoost's own, under its own name. */
    boolean isLibrarys() {
        return librarys;
    }

    String unset() {
        return String.valueOf(unset);
    }

    String expectation() {
        return "a whole number from " + min + " to " + max;
    }

    private boolean accepts(JsonNode value) {
        return value.isIntegralNumber()
                && value.canConvertToInt()
                && value.intValue() >= min
                && value.intValue() <= max;
    }
}
