package io.modelfactory.worker.gate;

import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.ThresholdOperator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The least or the greatest value of a metric that passes. */
record Threshold(String check, Metric metric, ThresholdOperator operator, double value) {
    private static final String MINIMUM = "min_";
    private static final String MAXIMUM = "max_";
    /** Of {@code min_} and {@code max_}. */
    static final int PREFIX_LENGTH = 4;

    /**
     * @param path of the thresholds in the profile
     * @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if one is no threshold, outside of its metric's range
     *     or at an end of it, or for a metric that no evaluation has
     */
    static List<Threshold> parse(String path, Map<String, Double> thresholds) {
        return new TreeMap<>(thresholds)
                .entrySet().stream()
                        .map(entry -> parse(path, entry.getKey(), entry.getValue()))
                        .toList();
    }

    private static Threshold parse(String path, String check, double value) {
        boolean minimum = check.startsWith(MINIMUM);
        if (!(minimum || check.startsWith(MAXIMUM)) || !Double.isFinite(value)) {
            throw new FailureException(
                    GOVERNANCE_PROFILE_INVALID,
                    path + "." + check + ": must be min_<metric> or max_<metric> with a finite number");
        }
        Metric metric = metric(path + "." + check, check.substring(MINIMUM.length()));
        if (!metric.range().isInside(value)) {
            throw new FailureException(
                    GOVERNANCE_PROFILE_INVALID,
                    path + "." + check + ": " + value + " passes every model, or none; " + metric.key()
                            + " needs a threshold " + metric.range().describeInside());
        }
        return new Threshold(
                check, metric, minimum ? ThresholdOperator.GREATER_OR_EQUAL : ThresholdOperator.LESS_OR_EQUAL, value);
    }

    /** @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if no evaluation has this metric */
    static Metric metric(String path, String name) {
        return Metric.of(name)
                .orElseThrow(() -> new FailureException(
                        GOVERNANCE_PROFILE_INVALID,
                        path + ": no metric is called " + name + "; there are " + String.join(", ", Metric.keys())));
    }

    /** The metrics of some thresholds that say something of the model. */
    static List<Metric> modelMetrics(List<Threshold> thresholds) {
        return thresholds.stream()
                .map(Threshold::metric)
                .filter(Metric::describesTheModel)
                .distinct()
                .toList();
    }

    GateCheck evaluate(JsonNode numbers, JsonNode reference, CheckScope scope) {
        return GateCheck.of(check, metric, operator, Optional.of(value), numbers, reference, scope);
    }
}
