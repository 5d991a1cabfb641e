package io.modelfactory.worker.evaluate.interval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.metric.Metric.Direction;
import io.modelfactory.worker.evaluate.metric.MetricTotals;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * By how much a candidate is better than a champion in one metric, on the same rows; below 0 if it is worse.
 *
 * @param sign 1 where a higher value is better, else -1
 */
public record PairedDifference(Metric metric, double difference, int sign) {

    /**
     * Of each metric that is defined for both.
     *
     * @param metrics that can be compared
     */
    public static Map<Metric, PairedDifference> of(
            MetricTotals candidate, MetricTotals champion, Collection<Metric> metrics) {
        Map<Metric, PairedDifference> differences = new EnumMap<>(Metric.class);
        metrics.forEach(metric -> {
            OptionalDouble one = metric.value(candidate);
            OptionalDouble other = metric.value(champion);
            int sign = metric.direction() == Direction.LOWER_IS_BETTER ? -1 : 1;
            if (one.isPresent() && other.isPresent()) {
                differences.put(
                        metric, new PairedDifference(metric, sign * (one.getAsDouble() - other.getAsDouble()), sign));
            }
        });
        return differences;
    }

    /**
     * With the covariance of the two AUC values, and where they have none, by an exact bound.
     *
     * @return empty if the rows do not say where the difference lies
     */
    public Optional<ObjectNode> byDelong(
            float[] labels, float[] candidate, float[] champion, IntervalSettings settings) {
        return DelongPlacements.of(labels, candidate)
                .flatMap(one -> DelongPlacements.of(labels, champion)
                        .flatMap(other -> one.errorOfDifference(other, settings.level())))
                .map(error -> toJson(
                        new ConfidenceInterval(
                                difference - error.margin(), difference + error.margin(), error.method()),
                        error.standardError(),
                        settings));
    }

    /** Of the differences in the draws, in which both models have the same rows. */
    Optional<ObjectNode> byBootstrap(double[] candidate, double[] champion, IntervalSettings settings) {
        double[] differences = new double[candidate.length];
        for (int draw = 0; draw < differences.length; draw++) {
            differences[draw] = sign * (candidate[draw] - champion[draw]);
        }
        return BlockBootstrap.interval(differences, 1 - settings.level())
                .map(bounds -> toJson(bounds, standardDeviation(differences), settings));
    }

    private static double standardDeviation(double[] values) {
        double[] defined = Arrays.stream(values).filter(Double::isFinite).toArray();
        double mean = 0;
        for (double value : defined) {
            mean += value / defined.length;
        }
        double squares = 0;
        for (double value : defined) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (defined.length - 1));
    }

    private ObjectNode toJson(ConfidenceInterval bounds, double standardError, IntervalSettings settings) {
        ObjectNode json = bounds.toJson();
        return json.put("difference", difference)
                .put("standard_error", standardError)
                .put("power", power(standardError, settings));
    }

    /** The chance that the lower bound of a candidate of the pinned effect clears what is allowed. */
    private double power(double standardError, IntervalSettings settings) {
        return NormalDistribution.probabilityBelow(
                settings.marginOf(metric) / standardError - NormalDistribution.quantile(settings.level()));
    }
}
