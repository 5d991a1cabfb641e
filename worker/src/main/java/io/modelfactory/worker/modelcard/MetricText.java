package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.modelcard.page.StyledText;
import io.modelfactory.worker.modelcard.text.DecimalText;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How the card writes the values of an evaluation's metrics. */
final class MetricText {
    private static final int PLACES = 4;
    private static final List<Metric> SHOWN_OF_GROUPS =
            List.of(Metric.AUC_ROC, Metric.AUC_PR, Metric.BRIER, Metric.ECE);

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
        return number(metrics.path(metric.key()));
    }

    /**
     * Where a metric's value may lie, as far as chance goes, or {@code none} where the report has no interval of it.
     *
     * @param intervals of the test rows, with {@code lower} and {@code upper}, or of the validation rows, with
     *     {@code low} and {@code high}
     */
    static StyledText interval(Metric metric, JsonNode intervals) {
        return bounds(metric, intervals).map(StyledText::number).orElse(StyledText.placeholder("none"));
    }

    private static Optional<String> bounds(Metric metric, JsonNode intervals) {
        JsonNode tested = intervals.path("metrics").path(metric.key());
        JsonNode validated = intervals.path("bounds").path(metric.key());
        return tested.isObject()
                ? range(tested.path("lower"), tested.path("upper"))
                : range(validated.path("low"), validated.path("high"));
    }

    private static Optional<String> range(JsonNode lower, JsonNode upper) {
        return defined(lower)
                .flatMap(low -> defined(upper)
                        .map(high -> DecimalText.fixed(low, PLACES) + " to " + DecimalText.fixed(high, PLACES)));
    }

    /** The ends of an interval, as {@code lower} and {@code upper}; or {@code none}. */
    static StyledText range(JsonNode interval) {
        return range(interval.path("lower"), interval.path("upper"))
                .map(StyledText::number)
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
        return range(gain);
    }

    /** To four decimal places, or {@code undefined}. */
    static StyledText number(JsonNode number) {
        return defined(number)
                .map(value -> StyledText.number(DecimalText.fixed(value, PLACES)))
                .orElse(StyledText.placeholder("undefined"));
    }

    /** The metrics that tables of groups have a column for. */
    static List<Metric> shownOfGroups() {
        return SHOWN_OF_GROUPS;
    }

    /** A metric of a slice or a week, with its interval in brackets if it has one. */
    static StyledText valueOfGroup(Metric metric, JsonNode group) {
        StyledText value = value(metric, group.path("metrics"));
        return bounds(metric, group.path("intervals"))
                .map(bounds -> StyledText.number(value.text() + " (" + bounds + ")"))
                .orElse(value);
    }

    /** How much more one evaluation has than another. */
    static StyledText difference(Metric metric, JsonNode metrics, JsonNode others) {
        return defined(metric, metrics)
                .flatMap(value -> defined(metric, others).map(other -> value - other))
                .map(more -> StyledText.number((more > 0 ? "+" : "") + DecimalText.fixed(more, PLACES)))
                .orElse(StyledText.placeholder("undefined"));
    }
}
