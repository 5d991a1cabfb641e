package io.modelfactory.worker.evaluate.metric;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.evaluate.metric.Metric.Direction;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;

/** What scores reach on the same test rows that know nothing about them: a threshold that they pass proves nothing. */
public final class ReferenceScores {
    /**
     * The best of 19 random orders is passed by one random model in 20. A. C. A. Hope, A simplified Monte Carlo
     * significance test procedure, Journal of the Royal Statistical Society B 30 (1968).
     */
    static final int RANDOM_ORDERS = 19;

    /** The same in every run, so that a report can be reproduced. The generator's sequence is fixed by its Javadoc. */
    private static final long SEED = 20_260_101L;

    private ReferenceScores() {}

    /**
     * The {@code reference} of an EvalReport: the numbers of a constant score, and of each metric its best value among
     * random orders of the candidate's own scores.
     *
     * @param trainingPrevalence the share of positives among the rows of training, which is the constant score
     */
    public static ObjectNode of(RankedScores ranked, double trainingPrevalence) {
        RankedScores constant =
                RankedScores.constant((float) trainingPrevalence, ranked.positives(), ranked.negatives());
        ObjectNode reference = Json.object();
        reference
                .putObject("constant_score")
                .put("score", trainingPrevalence)
                .set("metrics", Evaluator.metricValues(MetricTotals.of(constant)));
        reference.putObject("random_order").put("orders", RANDOM_ORDERS).set("metrics", bestOfRandomOrders(ranked));
        return reference;
    }

    private static ObjectNode bestOfRandomOrders(RankedScores ranked) {
        Random random = new Random(SEED);
        ScoreLogs scores = ranked.logs();
        Map<Metric, OptionalDouble> best = new EnumMap<>(Metric.class);
        for (int order = 0; order < RANDOM_ORDERS; order++) {
            MetricTotals shuffled = new MetricTotals(ranked.positives(), ranked.negatives());
            ranked.inRandomOrder(random, (group, found, missed) -> shuffled.add(scores, group, found, missed));
            for (Metric metric : Metric.values()) {
                best.merge(metric, metric.value(shuffled), (one, other) -> better(metric, one, other));
            }
        }
        ObjectNode numbers = Json.object();
        best.forEach((metric, value) -> metric.put(numbers, value));
        return numbers;
    }

    /** A metric is defined in all orders or in none, as only the share of positives decides that. */
    private static OptionalDouble better(Metric metric, OptionalDouble one, OptionalDouble other) {
        if (one.isEmpty() || other.isEmpty()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                metric.direction() == Direction.LOWER_IS_BETTER
                        ? Math.min(one.getAsDouble(), other.getAsDouble())
                        : Math.max(one.getAsDouble(), other.getAsDouble()));
    }
}
