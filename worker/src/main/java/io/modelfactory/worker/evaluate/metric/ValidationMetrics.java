package io.modelfactory.worker.evaluate.metric;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The candidate's numbers on the validation rows, and how far chance moves them: what thresholds can be chosen by
 * without a look at the test rows.
 *
 * <p>Intervals are the value and 1.96 bootstrap standard errors to either side, cut at the ends of the metric's range:
 * B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapters 6 and 13. Rows are drawn with
 * replacement within each class, so that each sample has both. The generator's sequence is fixed by its seed, so that a
 * report can be reproduced.
 */
public final class ValidationMetrics {
    static final int SAMPLES = 200;

    /** Enough for a standard error, see section 6.4 of the book, where drawing more would take longer than training. */
    static final int SAMPLES_OF_MANY_ROWS = 50;

    private static final int MANY_ROWS = 100_000;
    private static final double STANDARD_ERRORS = 1.96;
    private static final double LEVEL = 0.95;
    private static final long SEED = 20_260_101L;

    private ValidationMetrics() {}

    /**
     * The {@code validation} of an EvalReport's metrics.
     *
     * @param labels 1 or 0, one per row
     * @param scores probabilities, one per row
     */
    public static ObjectNode of(float[] labels, float[] scores) {
        int samples = labels.length > MANY_ROWS ? SAMPLES_OF_MANY_ROWS : SAMPLES;
        MetricTotals totals = MetricTotals.of(labels, scores);
        ObjectNode validation = Json.object();
        validation.set("metrics", Evaluator.metricValues(totals));
        ObjectNode intervals = validation
                .putObject("intervals")
                .put("method", "stratified_bootstrap_normal")
                .put("level", LEVEL)
                .put("samples", samples);
        ObjectNode bounds = intervals.putObject("bounds");
        if (totals.hasBothClasses()) {
            standardErrors(StratifiedSamples.of(labels, scores, SEED), samples)
                    .forEach((metric, error) -> metric.value(totals)
                            .ifPresent(value -> bounds.putObject(metric.key())
                                    .put("low", Math.max(metric.range().low(), value - STANDARD_ERRORS * error))
                                    .put("high", Math.min(metric.range().high(), value + STANDARD_ERRORS * error))));
        }
        return validation;
    }

    /** Of the metrics of the model that are defined on every sample. */
    private static Map<Metric, Double> standardErrors(StratifiedSamples drawing, int samples) {
        Map<Metric, double[]> drawn = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            if (metric.describesTheModel()) {
                drawn.put(metric, new double[samples]);
            }
        }
        for (int sample = 0; sample < samples; sample++) {
            MetricTotals totals = drawing.next();
            for (Map.Entry<Metric, double[]> values : drawn.entrySet()) {
                OptionalDouble value = values.getKey().value(totals);
                values.getValue()[sample] = value.orElse(Double.NaN);
            }
        }
        Map<Metric, Double> errors = new EnumMap<>(Metric.class);
        drawn.forEach((metric, values) -> {
            double error = standardDeviation(values);
            if (Double.isFinite(error)) {
                errors.put(metric, error);
            }
        });
        return errors;
    }

    private static double standardDeviation(double[] values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }
}
