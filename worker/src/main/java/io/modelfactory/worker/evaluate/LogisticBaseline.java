package io.modelfactory.worker.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.evaluate.interval.IntervalSettings;
import io.modelfactory.worker.evaluate.interval.MetricIntervals;
import io.modelfactory.worker.evaluate.interval.PairedDifference;
import io.modelfactory.worker.evaluate.metric.Evaluator;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.metric.Metric.Direction;
import io.modelfactory.worker.evaluate.metric.MetricTotals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A logistic regression that was fitted to the candidate's training rows, for what the candidate gains over it on the
 * same test rows.
 */
public final class LogisticBaseline {
    /** As algorithms and evaluations call it. */
    public static final String ALGORITHM_ID = "logistic_regression";

    /** Of the interval of the AUC's gain where the governance profile pins no uncertainty. */
    private static final double DEFAULT_LEVEL = 0.95;

    private static final List<Metric> COMPARABLE = Stream.of(Metric.values())
            .filter(metric -> metric.direction() != Direction.NOT_COMPARABLE)
            .toList();

    private final Optional<String> notTrained;
    private final String modelSha256;
    private final float[] scores;

    private LogisticBaseline(Optional<String> notTrained, String modelSha256, float[] scores) {
        this.notTrained = notTrained;
        this.modelSha256 = modelSha256;
        this.scores = scores;
    }

    /** @param scores one per test row */
    public static LogisticBaseline of(String modelSha256, float[] scores) {
        return new LogisticBaseline(Optional.empty(), modelSha256, scores);
    }

    /** @param why it could not be fitted */
    public static LogisticBaseline notTrained(String why) {
        return new LogisticBaseline(Optional.of(why), "", new float[0]);
    }

    /**
     * The {@code logistic_baseline} of an EvalReport's metrics.
     *
     * @param labels one per test row
     * @param candidate its scores, one per test row
     * @param totals of the candidate's scores
     * @param intervals of the candidate, if the governance profile pins uncertainty
     * @param gated metrics whose gain is judged
     */
    ObjectNode toJson(
            float[] labels,
            float[] candidate,
            MetricTotals totals,
            Optional<MetricIntervals> intervals,
            List<Metric> gated) {
        ObjectNode json = Json.object().put("algorithm_id", ALGORITHM_ID);
        if (notTrained.isPresent()) {
            return json.put("not_trained", notTrained.get());
        }
        json.put("model_sha256", modelSha256);
        MetricTotals logistic = MetricTotals.of(labels, scores);
        json.set("metrics", Evaluator.metricValues(logistic));
        Map<Metric, PairedDifference> differences = PairedDifference.of(totals, logistic, COMPARABLE);
        ObjectNode gain = intervals
                .map(stated -> bootstrapped(stated, gated, candidate))
                .orElseGet(() -> ofAuc(labels, Optional.ofNullable(differences.get(Metric.AUC_ROC)), candidate));
        differences.forEach((metric, difference) ->
                gain.withObject("metrics").withObject(metric.key()).put("gain", difference.difference()));
        json.set("gain", gain);
        return json;
    }

    /** Intervals of what has a threshold, and of what must be gained. */
    private ObjectNode bootstrapped(MetricIntervals intervals, List<Metric> gated, float[] candidate) {
        Map<Metric, Double> compared = new TreeMap<>();
        intervals.settings().metrics().forEach(metric -> compared.put(metric, 0.0));
        gated.forEach(metric -> compared.put(metric, 0.0));
        compared.keySet().removeIf(metric -> metric.direction() == Direction.NOT_COMPARABLE);
        return ofGain(intervals.comparing(compared).ofDifferences(candidate, scores));
    }

    private ObjectNode ofAuc(float[] labels, Optional<PairedDifference> auc, float[] candidate) {
        IntervalSettings settings = new IntervalSettings(DEFAULT_LEVEL, 0, Optional.empty(), List.of(), Map.of());
        ObjectNode gain = Json.object().put("level", DEFAULT_LEVEL);
        auc.flatMap(difference -> difference.byDelong(labels, candidate, scores, settings))
                .ifPresent(found -> gain.withObject("metrics").set(Metric.AUC_ROC.key(), found));
        return ofGain(gain);
    }

    /** A gain has no power: no effect of it is pinned. */
    private static ObjectNode ofGain(ObjectNode differences) {
        differences.withObject("metrics").forEach(found -> ((ObjectNode) found).remove(List.of("difference", "power")));
        return differences;
    }
}
