package io.modelfactory.worker.evaluate.interval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.evaluate.metric.Metric;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Scores of a candidate and a champion on the same rows. */
public record ComparedScores(List<Float> labels, List<Float> candidate, List<Float> champion) {

    /**
     * Scores whose normal quantiles are normally distributed: of positives with a mean of their model's shift, of
     * negatives with mean 0, and with a correlation between the models. The true AUC of a shift s is Φ(s / √2).
     */
    public static ComparedScores binormal(
            SplittableRandom random,
            int positives,
            int negatives,
            double candidateShift,
            double championShift,
            double correlation) {
        Float[] labels = new Float[positives + negatives];
        Float[] candidate = new Float[labels.length];
        Float[] champion = new Float[labels.length];
        for (int row = 0; row < labels.length; row++) {
            int label = row < positives ? 1 : 0;
            double common = random.nextGaussian();
            double own = random.nextGaussian();
            double other = correlation * common + Math.sqrt(1 - correlation * correlation) * own;
            labels[row] = (float) label;
            candidate[row] = probability(common + label * candidateShift);
            champion[row] = probability(other + label * championShift);
        }
        return new ComparedScores(List.of(labels), List.of(candidate), List.of(champion));
    }

    /** By how many standard deviations the positives score higher, for a wanted AUC of normal scores. */
    public static double shift(double auc) {
        return Math.sqrt(2) * NormalDistribution.quantile(auc);
    }

    private static float probability(double normal) {
        return (float) NormalDistribution.probabilityBelow(normal);
    }

    /** The {@code difference} of an EvalReport's baseline, in one metric, drawn by rows. */
    public ObjectNode difference(double level, int draws, Metric metric, double margin) {
        IntervalSettings settings =
                new IntervalSettings(level, draws, Optional.empty(), List.of(), Map.of(metric, margin));
        TestBlocks rows = TestBlocks.of(EventRoles.none(), labels.size(), Optional.empty(), ZoneOffset.UTC);
        return new MetricIntervals(settings, array(labels), rows).ofDifferences(array(candidate), array(champion));
    }

    private static float[] array(List<Float> numbers) {
        float[] array = new float[numbers.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = numbers.get(i);
        }
        return array;
    }
}
