package io.modelfactory.worker.evaluate.metric;

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
 * governance profiles and model cards iterate over the constants. All are computed without sample weights.
 */
@SuppressWarnings("ImmutableEnumChecker") // Ranges are values; the functions have no state.
public enum Metric {
    TEST_ROWS(
            Kind.TEST_DATA,
            Direction.NOT_COMPARABLE,
            Range.FROM_ZERO,
            "Test rows",
            "rows that the model was measured on",
            rows -> OptionalDouble.of(rows.rows())),
    TEST_POSITIVES(
            Kind.TEST_DATA,
            Direction.NOT_COMPARABLE,
            Range.FROM_ZERO,
            "Test positives",
            "positive rows among them",
            rows -> OptionalDouble.of(rows.positives())),
    AUC_ROC(
            Kind.DISCRIMINATION,
            Direction.HIGHER_IS_BETTER,
            Range.UNIT,
            "AUC ROC",
            "chance that a positive row has a higher score than a negative one; 0.5 is guessing",
            rows -> rows.ranking().aucRoc()),
    AUC_PR(
            Kind.DISCRIMINATION,
            Direction.HIGHER_IS_BETTER,
            Range.UNIT,
            "Average precision",
            "precision averaged over recall; the share of positives is guessing",
            rows -> rows.ranking().averagePrecision()),
    LOG_LOSS(
            Kind.PROBABILITY,
            Direction.LOWER_IS_BETTER,
            Range.FROM_ZERO,
            "Log loss",
            "mean of -log p of the true class",
            rows -> rows.probabilities().logLoss()),
    LOG_LOSS_SKILL(
            Kind.PROBABILITY,
            Direction.HIGHER_IS_BETTER,
            Range.SKILL,
            "Log loss skill",
            "share of the log loss that the model saves against always answering the share of positives; 0 is guessing",
            rows -> rows.probabilities().logLossSkill()),
    BRIER(
            Kind.PROBABILITY,
            Direction.LOWER_IS_BETTER,
            Range.UNIT,
            "Brier score",
            "mean squared difference of score and label",
            rows -> rows.probabilities().brier()),
    BRIER_SKILL(
            Kind.PROBABILITY,
            Direction.HIGHER_IS_BETTER,
            Range.SKILL,
            "Brier skill",
            "share of the Brier score that the model saves against always answering the share of positives;"
                    + " 0 is guessing",
            rows -> rows.probabilities().brierSkill()),
    KS(
            Kind.DISCRIMINATION,
            Direction.HIGHER_IS_BETTER,
            Range.SIGNED_UNIT,
            "Kolmogorov-Smirnov",
            "largest distance between the score distributions of the classes; negative where the negatives score"
                    + " higher",
            rows -> rows.ranking().kolmogorovSmirnov()),
    ECE(
            Kind.PROBABILITY,
            Direction.LOWER_IS_BETTER,
            Range.UNIT,
            "Calibration error",
            "expected calibration error: mean difference of score and observed rate, over ten bins of equal width",
            rows -> rows.probabilities().expectedCalibrationError()),
    ECE_QUANTILE(
            Kind.PROBABILITY,
            Direction.LOWER_IS_BETTER,
            Range.UNIT,
            "Calibration error by quantile",
            "expected calibration error over ten bins of equally many rows, which sees what rare positives hide",
            rows -> rows.probabilities().quantileCalibrationError()),
    PRECISION_AT_50(
            Kind.DISCRIMINATION,
            Direction.HIGHER_IS_BETTER,
            Range.UNIT,
            "Precision at 50",
            "share of positives among the 50 highest scores",
            rows -> rows.ranking().precisionAtTop()),
    RECALL_AT_FPR_1PCT(
            Kind.DISCRIMINATION,
            Direction.HIGHER_IS_BETTER,
            Range.UNIT,
            "Recall at 1% FPR",
            "share of positives found while at most 1% of the negatives are taken for positive",
            rows -> rows.ranking().recallAtFalsePositiveRate());

    /** What a metric is about. */
    public enum Kind {
        /** The test rows, whatever the model. A whole number. */
        TEST_DATA,
        /** How well the scores order the rows. */
        DISCRIMINATION,
        /** How well the scores serve as probabilities. */
        PROBABILITY
    }

    /** The values that a metric can take, both ends included; infinite where it has no bound. */
    public record Range(double low, double high) {
        private static final Range UNIT = new Range(0, 1);
        private static final Range SIGNED_UNIT = new Range(-1, 1);
        private static final Range FROM_ZERO = new Range(0, Double.POSITIVE_INFINITY);
        private static final Range SKILL = new Range(Double.NEGATIVE_INFINITY, 1);

        /** Whether a threshold at the value can be met by one model and missed by another, as far as the range says. */
        public boolean isInside(double value) {
            return value > low && value < high;
        }

        /** Such as {@code above 0 and below 1}. */
        public String describeInside() {
            return Double.isInfinite(high)
                    ? "above " + text(low)
                    : (Double.isInfinite(low) ? "" : "above " + text(low) + " and ") + "below " + text(high);
        }

        private static String text(double whole) {
            return String.valueOf((long) whole);
        }
    }

    /** Which of two values speaks for the model that has it. */
    public enum Direction {
        HIGHER_IS_BETTER,
        LOWER_IS_BETTER,
        /** It describes the rows, not the model. */
        NOT_COMPARABLE
    }

    /** Empty where the metric is undefined on the rows. */
    private interface Function {
        OptionalDouble of(MetricTotals rows);
    }

    private final Kind kind;
    private final Direction direction;
    private final Range range;
    private final String title;
    private final String meaning;
    private final Function function;

    Metric(Kind kind, Direction direction, Range range, String title, String meaning, Function function) {
        this.kind = kind;
        this.direction = direction;
        this.range = range;
        this.title = title;
        this.meaning = meaning;
        this.function = function;
    }

    public Kind kind() {
        return kind;
    }

    public Direction direction() {
        return direction;
    }

    public Range range() {
        return range;
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
        return kind != Kind.TEST_DATA;
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

    /** The value on the rows; empty where the metric is undefined. */
    public OptionalDouble value(MetricTotals rows) {
        return function.of(rows);
    }

    /** Puts a value under the metric's key; nothing, where it is undefined. */
    void put(ObjectNode numbers, OptionalDouble value) {
        if (describesTheModel()) {
            value.ifPresent(defined -> numbers.put(key(), defined));
        } else {
            value.ifPresent(defined -> numbers.put(key(), (int) defined));
        }
    }
}
