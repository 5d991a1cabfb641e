package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.Metric;
import io.modelfactory.worker.modelcard.page.StyledText;
import io.modelfactory.worker.modelcard.text.DecimalText;
import java.util.Optional;

/** How the metrics of an evaluation are called and written, and what each says. */
enum MetricDisplay {
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

    MetricDisplay(Metric metric, String title, String meaning) {
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

    String direction() {
        return switch (metric.direction()) {
            case HIGHER_IS_BETTER -> "higher";
            case LOWER_IS_BETTER -> "lower";
            case NOT_COMPARABLE -> "neither";
        };
    }

    JsonNode read(JsonNode metrics) {
        return metrics.path(metric.key());
    }

    StyledText value(JsonNode metrics) {
        return number(read(metrics));
    }

    /** How much more one evaluation has than another. */
    StyledText difference(JsonNode metrics, JsonNode others) {
        return defined(read(metrics))
                .flatMap(value -> defined(read(others)).map(other -> value - other))
                .map(more -> StyledText.number((more > 0 ? "+" : "") + DecimalText.fixed(more, PLACES)))
                .orElse(StyledText.placeholder("undefined"));
    }

    /** A metric's value; undefined if it is none. */
    static StyledText number(JsonNode value) {
        return defined(value)
                .map(number -> StyledText.number(DecimalText.fixed(number, PLACES)))
                .orElse(StyledText.placeholder("undefined"));
    }

    static Optional<Double> defined(JsonNode value) {
        return value.isNumber() ? Optional.of(value.doubleValue()).filter(Double::isFinite) : Optional.empty();
    }
}
