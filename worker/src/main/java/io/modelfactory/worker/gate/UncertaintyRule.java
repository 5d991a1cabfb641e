package io.modelfactory.worker.gate;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.ThresholdOperator;
import io.modelfactory.worker.resolve.Uncertainty;
import io.modelfactory.worker.resolve.Uncertainty.Judging;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which checks are judged by the interval of their number, and how. */
final class UncertaintyRule {
    private final Optional<Uncertainty> pinned;
    private final List<Metric> metrics;
    private final Map<Metric, Double> allowed;

    private UncertaintyRule(Optional<Uncertainty> pinned, List<Metric> metrics, Map<Metric, Double> allowed) {
        this.pinned = pinned;
        this.metrics = metrics;
        this.allowed = allowed;
    }

    /**
     * @param others checks of groups and of the scorecard
     * @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if the profile says how to judge a check that it does
     *     not have
     */
    static UncertaintyRule of(
            Optional<Uncertainty> pinned,
            List<Threshold> thresholds,
            Optional<BaselineRule> baseline,
            Collection<String> others) {
        Set<String> checks = new TreeSet<>(others);
        thresholds.stream()
                .filter(threshold -> threshold.metric().describesTheModel())
                .forEach(threshold -> checks.add(threshold.check()));
        Map<Metric, Double> allowed = baseline.map(BaselineRule::allowed).orElse(Map.of());
        allowed.keySet().forEach(metric -> checks.add(BaselineRule.checkOf(metric)));
        pinned.flatMap(Uncertainty::judgeByCheck)
                .map(Map::keySet)
                .ifPresent(named -> requireKnown("uncertainty.judge_by_check", named, checks));
        Set<String> comparedKeys = new TreeSet<>();
        allowed.keySet().forEach(metric -> comparedKeys.add(metric.key()));
        pinned.flatMap(Uncertainty::effects)
                .map(Map::keySet)
                .ifPresent(named -> requireKnown("uncertainty.effects", named, comparedKeys));
        return new UncertaintyRule(pinned, Threshold.modelMetrics(thresholds), allowed);
    }

    private static void requireKnown(String path, Set<String> named, Set<String> known) {
        for (String name : new TreeSet<>(named)) {
            if (!known.contains(name)) {
                throw new FailureException(
                        GOVERNANCE_PROFILE_INVALID,
                        path + "." + name + ": the profile has no such check or comparison; it has "
                                + String.join(", ", known));
            }
        }
    }

    /** The metrics whose intervals are judged, or could be. */
    List<Metric> metrics() {
        return metrics;
    }

    /** By compared metric how far a candidate of the pinned effect truly lies above the least that passes. */
    Map<Metric, Double> margins() {
        Map<Metric, Double> margins = new TreeMap<>();
        allowed.forEach((metric, regression) -> margins.put(
                metric,
                regression + pinned.map(given -> given.effectOn(metric.key())).orElse(0.0)));
        return margins;
    }

    /**
     * @throws FailureException {@code EVAL_REPORT_MISMATCH} if the evaluation has intervals of another kind, or none
     */
    void requireStated(JsonNode evaluation) {
        pinned.ifPresent(given -> {
            JsonNode stated = evaluation.path("intervals");
            if (stated.path("level").asDouble() != given.confidence()
                    || stated.at("/bootstrap/draws").asInt() != given.draws()) {
                throw new FailureException(
                        EVAL_REPORT_MISMATCH,
                        "metrics.intervals: are not those that the profile's uncertainty asks for; was the report"
                                + " written by an earlier release?");
            }
        });
    }

    /** @param measured has the numbers, what uninformed scores reach, and the intervals */
    GateCheck evaluate(Threshold threshold, JsonNode numbers, JsonNode measured, CheckScope scope) {
        GateCheck byPoint = threshold.evaluate(numbers, measured.path("reference"), scope);
        return threshold.metric().describesTheModel() && isByBound(threshold.check())
                ? byPoint.judgedBy(
                        CheckBounds.of(measured.path("intervals"), threshold.metric()),
                        threshold.operator(),
                        threshold.value())
                : byPoint;
    }

    /**
     * Non-inferiority: the candidate must be shown to be worse by no more than is allowed. G. Piaggio et al., JAMA 308
     * (2012).
     *
     * @param byPoint the check as it is without intervals
     * @param baseline of the evaluation
     */
    GateCheck compare(GateCheck byPoint, Metric metric, double allowed, JsonNode baseline) {
        if (!isByBound(byPoint.check())) {
            return byPoint;
        }
        return byPoint.judgedBy(
                CheckBounds.of(baseline.path("difference"), metric), ThresholdOperator.GREATER_OR_EQUAL, -allowed);
    }

    boolean isByBound(String check) {
        return pinned.filter(given -> given.judgingOf(check) == Judging.BOUND).isPresent();
    }
}
