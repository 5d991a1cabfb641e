package io.modelfactory.worker.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The numbers of an evaluation. One constant is all there is to a metric: reports, slices, the champion's numbers,
 * governance profiles and model cards iterate over the constants.
 */
public enum Metric {
    TEST_ROWS(Direction.NOT_COMPARABLE, "Test rows", "rows that the model was measured on", Metric::rows),
    TEST_POSITIVES(Direction.NOT_COMPARABLE, "Test positives", "positive rows among them", Metric::positives),
    AUC_ROC(
            Direction.HIGHER_IS_BETTER,
            "AUC ROC",
            "chance that a positive row has a higher score than a negative one; 0.5 is guessing",
            RankingMetrics::aucRoc),
    AUC_PR(
            Direction.HIGHER_IS_BETTER,
            "Average precision",
            "precision averaged over recall; the share of positives is guessing",
            RankingMetrics::averagePrecision),
    LOG_LOSS(Direction.LOWER_IS_BETTER, "Log loss", "mean of -log p of the true class", ProbabilityMetrics::logLoss),
    BRIER(
            Direction.LOWER_IS_BETTER,
            "Brier score",
            "mean squared difference of score and label",
            ProbabilityMetrics::brier),
    KS(
            Direction.HIGHER_IS_BETTER,
            "Kolmogorov-Smirnov",
            "largest distance between the score distributions of the classes",
            RankingMetrics::kolmogorovSmirnov),
    ECE(
            Direction.LOWER_IS_BETTER,
            "Calibration error",
            "expected calibration error: mean difference of score and observed rate, over ten bins of equal width",
            ProbabilityMetrics::expectedCalibrationError),
    PRECISION_AT_50(
            Direction.HIGHER_IS_BETTER,
            "Precision at 50",
            "share of positives among the 50 highest scores",
            ranked -> RankingMetrics.precisionAt(50, ranked)),
    RECALL_AT_FPR_1PCT(
            Direction.HIGHER_IS_BETTER,
            "Recall at 1% FPR",
            "share of positives found while at most 1% of the negatives are taken for positive",
            ranked -> RankingMetrics.recallAtFalsePositiveRate(0.01, ranked));

    /** Which of two values speaks for the model that has it. */
    public enum Direction {
        HIGHER_IS_BETTER,
        LOWER_IS_BETTER,
        /** It describes the rows, not the model, and is a whole number. */
        NOT_COMPARABLE
    }

    /** Empty where the metric is undefined on the rows. */
    private interface Function {
        OptionalDouble of(RankedScores ranked);
    }

    private final Direction direction;
    private final String title;
    private final String meaning;

    @SuppressWarnings("ImmutableEnumChecker") // Method references without state.
    private final Function function;

    Metric(Direction direction, String title, String meaning, Function function) {
        this.direction = direction;
        this.title = title;
        this.meaning = meaning;
        this.function = function;
    }

    public Direction direction() {
        return direction;
    }

    /** The name in reports and profiles, such as {@code auc_roc}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What people call it, such as {@code AUC ROC}. */
    public String title() {
        return title;
    }

    /** What it says, in words for a reader who does not know it. */
    public String meaning() {
        return meaning;
    }

    /** Whether it says something about the model, and not only about the rows. */
    public boolean describesTheModel() {
        return direction != Direction.NOT_COMPARABLE;
    }

    public static Optional<Metric> of(String key) {
        return Arrays.stream(values())
                .filter(metric -> metric.key().equals(key))
                .findFirst();
    }

    /** All names, sorted. */
    public static SortedSet<String> keys() {
        return Arrays.stream(values()).map(Metric::key).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Adds the value under the metric's key; nothing, where it is undefined. */
    void addTo(ObjectNode numbers, RankedScores ranked) {
        function.of(ranked).ifPresent(value -> {
            if (describesTheModel()) {
                numbers.put(key(), value);
            } else {
                numbers.put(key(), (int) value);
            }
        });
    }

    private static OptionalDouble rows(RankedScores ranked) {
        return OptionalDouble.of(ranked.rows());
    }

    private static OptionalDouble positives(RankedScores ranked) {
        return OptionalDouble.of(ranked.positives());
    }
}
