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

/** By how much a metric may differ between the judged slices of a column. */
record GapRule(String column, Metric metric, double most) {

    /**
     * @param path of the gaps in the profile
     * @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if one is for no metric of the model, or is no
     *     distance that a model could exceed
     */
    static List<GapRule> of(String path, String column, Map<String, Double> maxGaps) {
        return new TreeMap<>(maxGaps)
                .entrySet().stream()
                        .map(entry -> parse(path + "." + entry.getKey(), column, entry.getKey(), entry.getValue()))
                        .toList();
    }

    private static GapRule parse(String path, String column, String name, double most) {
        Metric metric = Threshold.metric(path, name);
        double width = metric.range().high() - metric.range().low();
        if (!metric.describesTheModel() || !(Double.isFinite(most) && most > 0 && most < width)) {
            throw new FailureException(
                    GOVERNANCE_PROFILE_INVALID,
                    path + ": must be a metric of the model, and a number above 0"
                            + (Double.isFinite(width) ? " and below " + width : ""));
        }
        return new GapRule(column, metric, most);
    }

    static String checkOf(Metric metric) {
        return "max_gap_" + metric.key();
    }

    /**
     * Without two judged groups there is no gap, which fails; judged by bound it is inconclusive, as it is for want of
     * rows and not for the model.
     *
     * @param metrics of an evaluation
     * @param judgedGroups that are large enough
     */
    GateCheck evaluate(JsonNode metrics, UncertaintyRule uncertainty, long judgedGroups) {
        Optional<JsonNode> found = Optional.empty();
        for (JsonNode gap : metrics.path("gaps")) {
            if (gap.path("column").asText().equals(column)
                    && gap.path("metric").asText().equals(metric.key())) {
                found = Optional.of(gap);
            }
        }
        String check = checkOf(metric);
        GateCheck byPoint = GateCheck.ofNumber(
                check,
                metric.key() + "_gap",
                ThresholdOperator.LESS_OR_EQUAL,
                Optional.of(most),
                found.map(gap -> gap.path("gap").asDouble()),
                new CheckScope.Slices(column));
        if (found.isEmpty() && judgedGroups < 2 && uncertainty.isByBound(check)) {
            return byPoint.undecided();
        }
        return uncertainty.isByBound(check)
                ? byPoint.judgedBy(found.flatMap(CheckBounds::ofGap), ThresholdOperator.LESS_OR_EQUAL, most)
                : byPoint;
    }
}
