package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.Metric;
import io.modelfactory.worker.modelcard.page.StyledText;
import io.modelfactory.worker.modelcard.text.DecimalText;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How the card writes the values of an evaluation's metrics. */
final class MetricText {
    private static final int PLACES = 4;

    private MetricText() {}

    /** The metrics that describe the model, in the order in which the card lists them. */
    static List<Metric> metrics() {
        return Arrays.stream(Metric.values()).filter(Metric::describesTheModel).toList();
    }

    static String direction(Metric metric) {
        return switch (metric.direction()) {
            case HIGHER_IS_BETTER -> "higher";
            case LOWER_IS_BETTER -> "lower";
            case NOT_COMPARABLE -> "neither";
        };
    }

    /** A metric's value; empty where it is undefined. */
    static Optional<Double> defined(Metric metric, JsonNode metrics) {
        return defined(metrics.path(metric.key()));
    }

    static Optional<Double> defined(JsonNode value) {
        return value.isNumber() ? Optional.of(value.doubleValue()).filter(Double::isFinite) : Optional.empty();
    }

    /** A metric's value to four decimal places, or {@code undefined}. */
    static StyledText value(Metric metric, JsonNode metrics) {
        return defined(metric, metrics)
                .map(value -> StyledText.number(DecimalText.fixed(value, PLACES)))
                .orElse(StyledText.placeholder("undefined"));
    }

    /**
     * Where a metric's value may lie, as far as chance goes, or {@code none} where the report has no interval of it.
     */
    static StyledText interval(Metric metric, JsonNode intervals) {
        JsonNode bounds = intervals.path("bounds").path(metric.key());
        return defined(bounds.path("low"))
                .flatMap(low -> defined(bounds.path("high"))
                        .map(high -> StyledText.number(
                                DecimalText.fixed(low, PLACES) + " to " + DecimalText.fixed(high, PLACES))))
                .orElse(StyledText.placeholder("none"));
    }

    /** A gain, with its sign. */
    static StyledText gain(JsonNode gain) {
        return defined(gain.path("gain"))
                .map(more -> StyledText.number((more > 0 ? "+" : "") + DecimalText.fixed(more, PLACES)))
                .orElse(StyledText.placeholder("undefined"));
    }

    /** The one-sided bounds of a gain, or {@code none}. */
    static StyledText bounds(JsonNode gain) {
        return defined(gain.path("lower"))
                .flatMap(low -> defined(gain.path("upper"))
                        .map(high -> StyledText.number(
                                DecimalText.fixed(low, PLACES) + " to " + DecimalText.fixed(high, PLACES))))
                .orElse(StyledText.placeholder("none"));
    }

    /** How much more one evaluation has than another. */
    static StyledText difference(Metric metric, JsonNode metrics, JsonNode others) {
        return defined(metric, metrics)
                .flatMap(value -> defined(metric, others).map(other -> value - other))
                .map(more -> StyledText.number((more > 0 ? "+" : "") + DecimalText.fixed(more, PLACES)))
                .orElse(StyledText.placeholder("undefined"));
    }
}
