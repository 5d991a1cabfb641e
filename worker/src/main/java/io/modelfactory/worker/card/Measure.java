package io.modelfactory.worker.card;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.card.page.Value;
import io.modelfactory.worker.card.text.Decimals;
import io.modelfactory.worker.evaluate.Metric;
import java.util.Optional;

/** How the metrics of an evaluation are called and written, and what each says. */
enum Measure {
    AUC_ROC(
            Metric.AUC_ROC,
            "AUC ROC",
            "chance that a positive row has a higher score than a negative one; 0.5 is guessing"),
    AUC_PR(Metric.AUC_PR, "Average precision", "precision averaged over recall; the share of positives is guessing"),
    LOG_LOSS(Metric.LOG_LOSS, "Log loss", "mean of -log p of the true class"),
    BRIER(Metric.BRIER, "Brier score", "mean squared difference of score and label"),
    KS(Metric.KS, "Kolmogorov-Smirnov", "largest distance between the score distributions of the classes"),
    ECE(
            Metric.ECE,
            "Calibration error",
            "expected calibration error: mean difference of score and observed rate, over ten bins of equal width"),
    PRECISION_AT_50(Metric.PRECISION_AT_50, "Precision at 50", "share of positives among the 50 highest scores"),
    RECALL_AT_FPR_1PCT(
            Metric.RECALL_AT_FPR_1PCT,
            "Recall at 1% FPR",
            "share of positives found while at most 1% of the negatives are taken for positive");

    private static final int PLACES = 4;

    private final Metric metric;
    private final String title;
    private final String meaning;

    Measure(Metric metric, String title, String meaning) {
        this.metric = metric;
        this.title = title;
        this.meaning = meaning;
    }

    String title() {
        return title;
    }

    String meaning() {
        return meaning;
    }

    String better() {
        return switch (metric.better()) {
            case HIGHER -> "higher";
            case LOWER -> "lower";
            case NEITHER -> "neither";
        };
    }

    JsonNode in(JsonNode metrics) {
        return metrics.path(metric.key());
    }

    Value value(JsonNode metrics) {
        return number(in(metrics));
    }

    /** How much more one evaluation has than another. */
    Value difference(JsonNode metrics, JsonNode others) {
        return defined(in(metrics))
                .flatMap(value -> defined(in(others)).map(other -> value - other))
                .map(more -> Value.number((more > 0 ? "+" : "") + Decimals.fixed(more, PLACES)))
                .orElse(Value.nothing("undefined"));
    }

    /** A metric's value; undefined if it is none. */
    static Value number(JsonNode value) {
        return defined(value)
                .map(number -> Value.number(Decimals.fixed(number, PLACES)))
                .orElse(Value.nothing("undefined"));
    }

    static Optional<Double> defined(JsonNode value) {
        return value.isNumber() ? Optional.of(value.doubleValue()).filter(Double::isFinite) : Optional.empty();
    }
}
