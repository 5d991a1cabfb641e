package io.modelfactory.worker.gate;

import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.scorecard.ScorecardMeasure;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.ThresholdOperator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A threshold of a measure of the scorecard. It proves nothing by itself: what a constant score reaches depends on the
 * decision threshold.
 */
record ScorecardRule(String check, ScorecardMeasure measure, ThresholdOperator operator, double value) {
    private static final String PATH = "scorecard_thresholds.";
    private static final String MINIMUM = "min_";
    private static final String MAXIMUM = "max_";

    /** @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if one is no threshold, or every model passes it */
    static List<ScorecardRule> of(Map<String, Double> thresholds) {
        return new TreeMap<>(thresholds)
                .entrySet().stream()
                        .map(entry -> parse(entry.getKey(), entry.getValue()))
                        .toList();
    }

    private static ScorecardRule parse(String check, double value) {
        boolean minimum = check.startsWith(MINIMUM);
        if (!(minimum || check.startsWith(MAXIMUM)) || !Double.isFinite(value)) {
            throw invalid(check + ": must be min_<measure> or max_<measure> with a finite number");
        }
        ScorecardMeasure measure = ScorecardMeasure.of(check.substring(MINIMUM.length()))
                .orElseThrow(() -> invalid(
                        check + ": no measure of the scorecard is called so; there are " + ScorecardMeasure.keys()));
        if (!measure.isInside(value)) {
            throw invalid(check + ": " + value + " passes every model, or none");
        }
        return new ScorecardRule(
                check, measure, minimum ? ThresholdOperator.GREATER_OR_EQUAL : ThresholdOperator.LESS_OR_EQUAL, value);
    }

    private static FailureException invalid(String message) {
        return new FailureException(GOVERNANCE_PROFILE_INVALID, PATH + message);
    }

    /** @param metrics of an evaluation; a measure that is absent fails */
    GateCheck evaluate(JsonNode metrics, UncertaintyRule uncertainty) {
        JsonNode scorecard = metrics.path("scorecard");
        GateCheck byPoint = GateCheck.ofNumber(
                check, measure.key(), operator, Optional.of(value), measure.in(scorecard.path("total")), SCOPE);
        return uncertainty.isByBound(check)
                ? byPoint.judgedBy(CheckBounds.of(scorecard.path("intervals"), measure.key()), operator, value)
                : byPoint;
    }

    private static final CheckScope SCOPE = new CheckScope.Scorecard();
}
