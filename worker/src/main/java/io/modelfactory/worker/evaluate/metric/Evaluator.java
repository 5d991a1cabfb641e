package io.modelfactory.worker.evaluate.metric;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.util.Map;
import java.util.TreeMap;

/** Evaluates scores on held-out rows. */
public final class Evaluator {
    static final int HISTOGRAM_BINS = 20;

    private Evaluator() {}

    /**
     * The {@code metrics} object of an EvalReport: the numbers of {@link Metric} that are defined, the confusion matrix
     * at the threshold, a histogram of the scores, curves, and feature importance.
     *
     * @param labels 1 or 0, one per row
     * @param scores probabilities, one per row
     * @param decisionThreshold score at and above which a row is predicted positive; taken as the nearest float, as the
     *     scores are floats: a score of 0.7f reaches a threshold of 0.7
     * @param gainByFeature importance as the trainer reports it
     */
    public static ObjectNode metrics(
            float[] labels, float[] scores, double decisionThreshold, Map<String, Double> gainByFeature) {
        RankedScores ranked = RankedScores.of(labels, scores);
        return metrics(ranked, MetricTotals.of(ranked), decisionThreshold, gainByFeature);
    }

    /** The same of scores that are ranked, and of their totals. */
    public static ObjectNode metrics(
            RankedScores ranked, MetricTotals totals, double decisionThreshold, Map<String, Double> gainByFeature) {
        ObjectNode metrics = metricValues(totals);
        metrics.set("confusion", confusion(ranked, decisionThreshold));
        metrics.set("score_histogram", histogram(ranked));
        metrics.set("curves", EvaluationCurves.of(ranked));
        metrics.set("feature_importance_gain", Json.tree(new TreeMap<>(gainByFeature)));
        return metrics;
    }

    /** The numbers of {@link Metric} alone. */
    public static ObjectNode metricValues(float[] labels, float[] scores) {
        return metricValues(MetricTotals.of(labels, scores));
    }

    public static ObjectNode metricValues(MetricTotals totals) {
        ObjectNode numbers = Json.object();
        for (Metric metric : Metric.values()) {
            metric.put(numbers, metric.value(totals));
        }
        return numbers;
    }

    private static ObjectNode confusion(RankedScores ranked, double threshold) {
        float reached = (float) threshold;
        int group = -1;
        while (group + 1 < ranked.groups() && ranked.score(group + 1) >= reached) {
            group++;
        }
        return Json.object()
                .put("threshold", threshold)
                .put("true_positives", ranked.truePositives(group))
                .put("false_positives", ranked.falsePositives(group))
                .put("true_negatives", ranked.negatives() - ranked.falsePositives(group))
                .put("false_negatives", ranked.positives() - ranked.truePositives(group));
    }

    private static ArrayNode histogram(RankedScores ranked) {
        ArrayNode bins = Json.object().putArray("bins");
        ScoreBin.of(ranked, HISTOGRAM_BINS)
                .forEach(bin -> bins.addObject()
                        .put("lower", bin.lower())
                        .put("upper", bin.upper())
                        .put("positives", bin.positives())
                        .put("negatives", bin.negatives()));
        return bins;
    }
}
