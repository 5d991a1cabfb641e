package io.modelfactory.worker.gate;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_MISMATCH;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.ThresholdOperator;
import java.util.Optional;

/**
 * What scores that know nothing about the rows reach in the metric of a check.
 *
 * @param constantScore of a constant score at the share of positives among the rows of training
 * @param randomOrder the best of some random orders of the candidate's own scores
 */
record ReferenceValues(Optional<Double> constantScore, Optional<Double> randomOrder) {

    /**
     * @param reference of an evaluation, on the rows of the check
     * @throws FailureException {@code EVAL_REPORT_MISMATCH} if the evaluation has none, as those of earlier builds
     */
    static ReferenceValues of(JsonNode reference, Metric metric) {
        JsonNode constant = reference.at("/constant_score/metrics");
        JsonNode random = reference.at("/random_order/metrics");
        if (!constant.isObject() || !random.isObject()) {
            throw new FailureException(
                    EVAL_REPORT_MISMATCH,
                    "metrics.reference: constant_score and random_order are missing; the report was written by an"
                            + " earlier release, ask for the run again under another config_revision");
        }
        return new ReferenceValues(GateCheck.number(constant, metric), GateCheck.number(random, metric));
    }

    /** Whether both miss a threshold. What is undefined misses none: it is not known to. */
    boolean miss(ThresholdOperator operator, Optional<Double> threshold) {
        return misses(constantScore, operator, threshold) && misses(randomOrder, operator, threshold);
    }

    private static boolean misses(Optional<Double> value, ThresholdOperator operator, Optional<Double> threshold) {
        return value.isPresent() && threshold.isPresent() && !operator.holds(value.get(), threshold.get());
    }
}
