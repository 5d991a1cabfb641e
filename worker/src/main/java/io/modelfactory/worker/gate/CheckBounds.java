package io.modelfactory.worker.gate;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.gate.GateCheck.ThresholdOperator;
import io.modelfactory.worker.gate.GateCheck.Verdict;
import java.util.Optional;

/**
 * Where the number of a check lies with the pinned confidence.
 *
 * @param power the chance that a candidate that truly is as good as the profile says passes; only of comparisons
 */
record CheckBounds(double lower, double upper, String method, double level, Optional<Double> power) {

    /** @param intervals of an evaluation, or its differences; empty if it states none of the metric */
    static Optional<CheckBounds> of(JsonNode intervals, Metric metric) {
        return of(intervals, metric.key());
    }

    /** @param key of a metric, or of a measure of the scorecard */
    static Optional<CheckBounds> of(JsonNode intervals, String key) {
        JsonNode found = intervals.path("metrics").path(key);
        return found.has("lower")
                ? Optional.of(new CheckBounds(
                        found.path("lower").asDouble(),
                        found.path("upper").asDouble(),
                        found.path("method").asText(),
                        intervals.path("level").asDouble(),
                        Optional.ofNullable(found.get("power")).map(JsonNode::asDouble)))
                : Optional.empty();
    }

    /** @param gap between groups, as an evaluation states it; empty if it has no interval */
    static Optional<CheckBounds> ofGap(JsonNode gap) {
        return gap.has("lower")
                ? Optional.of(new CheckBounds(
                        gap.path("lower").asDouble(),
                        gap.path("upper").asDouble(),
                        gap.path("method").asText(),
                        gap.path("level").asDouble(),
                        Optional.empty()))
                : Optional.empty();
    }

    /** PASS if both ends hold, FAIL if none does. */
    Verdict verdict(ThresholdOperator operator, double threshold) {
        boolean lowerHolds = operator.holds(lower, threshold);
        boolean upperHolds = operator.holds(upper, threshold);
        if (lowerHolds && upperHolds) {
            return Verdict.PASS;
        }
        return lowerHolds || upperHolds ? Verdict.INCONCLUSIVE : Verdict.FAIL;
    }
}
