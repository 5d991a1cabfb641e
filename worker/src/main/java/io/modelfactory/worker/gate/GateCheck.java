package io.modelfactory.worker.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.failure.FailureCode;
import java.util.Comparator;
import java.util.Optional;

/**
 * One threshold compared with one number.
 *
 * @param check the threshold's name in the governance profile, such as {@code min_auc_roc};
 *     {@code max_regression_auc_roc} where it follows from the baseline
 * @param metric what the number is: an evaluation's metric, or a count of checks or slices
 * @param threshold empty if the baseline's metric is undefined on the test rows, so that nothing follows from it
 * @param observed empty if the metric is undefined on the test rows; an undefined metric never passes
 * @param reference what scores that know nothing reach; empty where the number does not describe the model, such as the
 *     count of test rows
 * @param bounds of what is judged, where the profile has it judged by them: of {@code observed}, or in a comparison of
 *     the difference
 */
public record GateCheck(
        String check,
        String metric,
        ThresholdOperator operator,
        Optional<Double> threshold,
        Optional<Double> observed,
        Verdict verdict,
        CheckScope scope,
        Optional<ReferenceValues> reference,
        Optional<CheckBounds> bounds) {

    private static final String MAX_ATTEMPTS = "max_gate_attempts";

    public enum ThresholdOperator {
        GREATER_OR_EQUAL(">=") {
            @Override
            boolean holds(double observed, double threshold) {
                return observed >= threshold;
            }
        },
        LESS_OR_EQUAL("<=") {
            @Override
            boolean holds(double observed, double threshold) {
                return observed <= threshold;
            }
        };

        private final String symbol;

        ThresholdOperator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }

        abstract boolean holds(double observed, double threshold);
    }

    public enum Verdict {
        PASS,
        FAIL,
        /** The check cannot be decided fairly; it lets nothing pass. */
        INCONCLUSIVE
    }

    /**
     * @param numbers of an evaluation by metric; an undefined one is absent
     * @param reference of the same evaluation, on the same rows
     */
    static GateCheck of(
            String check,
            Metric metric,
            ThresholdOperator operator,
            Optional<Double> threshold,
            JsonNode numbers,
            JsonNode reference,
            CheckScope scope) {
        Optional<Double> observed = number(numbers, metric);
        return new GateCheck(
                check,
                metric.key(),
                operator,
                threshold,
                observed,
                verdict(operator, threshold, observed),
                scope,
                metric.describesTheModel() ? Optional.of(ReferenceValues.of(reference, metric)) : Optional.empty(),
                Optional.empty());
    }

    /** A check of a number that is compared with no uninformed score. */
    static GateCheck ofNumber(
            String check,
            String metric,
            ThresholdOperator operator,
            Optional<Double> threshold,
            Optional<Double> observed,
            CheckScope scope) {
        return new GateCheck(
                check,
                metric,
                operator,
                threshold,
                observed,
                verdict(operator, threshold, observed),
                scope,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * This check, judged by where its number lies and not by the number itself. Undefined, it fails as ever; of a
     * number without bounds nothing is known.
     *
     * @param limit what both ends have to hold against
     */
    GateCheck judgedBy(Optional<CheckBounds> found, ThresholdOperator direction, double limit) {
        Verdict judged = observed.isEmpty() || threshold.isEmpty()
                ? Verdict.FAIL
                : found.map(ends -> ends.verdict(direction, limit)).orElse(Verdict.INCONCLUSIVE);
        return new GateCheck(check, metric, operator, threshold, observed, judged, scope, reference, found);
    }

    /** This check where the rows could not show what is asked. */
    GateCheck undecided() {
        return new GateCheck(
                check, metric, operator, threshold, observed, Verdict.INCONCLUSIVE, scope, reference, Optional.empty());
    }

    /** A check of how many checks or slices there are. */
    static GateCheck atLeastOne(String check, String counted, long count, CheckScope scope) {
        return atLeast(check, counted, 1, count, scope);
    }

    /** A check of how many there are of something that is no metric of the model. */
    static GateCheck atLeast(String check, String counted, long least, long count, CheckScope scope) {
        return ofNumber(
                check,
                counted,
                ThresholdOperator.GREATER_OR_EQUAL,
                Optional.of((double) least),
                Optional.of((double) count),
                scope);
    }

    /** A further verdict on the same test rows; beyond the bound it is no proof any more. */
    static GateCheck attempts(int number, int most) {
        return new GateCheck(
                MAX_ATTEMPTS,
                "gate_attempt",
                ThresholdOperator.LESS_OR_EQUAL,
                Optional.of((double) most),
                Optional.of((double) number),
                number <= most ? Verdict.PASS : Verdict.INCONCLUSIVE,
                new CheckScope.Overall(),
                Optional.empty(),
                Optional.empty());
    }

    private static Verdict verdict(ThresholdOperator operator, Optional<Double> threshold, Optional<Double> observed) {
        return observed.flatMap(value -> threshold.map(bound -> operator.holds(value, bound)))
                        .orElse(false)
                ? Verdict.PASS
                : Verdict.FAIL;
    }

    /** The number of a metric; empty if it is undefined. */
    static Optional<Double> number(JsonNode numbers, Metric metric) {
        JsonNode number = numbers.path(metric.key());
        return number.isNumber() ? Optional.of(number.doubleValue()).filter(Double::isFinite) : Optional.empty();
    }

    /**
     * Among groups or windows one that fails before one that is undecided, an undefined number before any, then the
     * number itself.
     */
    static Comparator<GateCheck> worstFirst(ThresholdOperator operator) {
        int sign = operator == ThresholdOperator.GREATER_OR_EQUAL ? 1 : -1;
        return Comparator.<GateCheck>comparingInt(check -> severity(check.verdict()))
                .thenComparingDouble(
                        check -> check.observed().map(value -> sign * value).orElse(Double.NEGATIVE_INFINITY));
    }

    private static int severity(Verdict verdict) {
        return switch (verdict) {
            case FAIL -> 0;
            case INCONCLUSIVE -> 1;
            case PASS -> 2;
        };
    }

    boolean passed() {
        return verdict == Verdict.PASS;
    }

    /** Whether the check is about the model, and a constant score and a random order of the rows both fail it. */
    boolean provesSomething() {
        return reference.filter(values -> values.miss(operator, threshold)).isPresent();
    }

    /** Whether the check is about the model, and a constant score or a random order of the rows passes it as well. */
    boolean provesNothing() {
        return reference.isPresent() && !provesSomething();
    }

    /**
     * What a failed check is called, such as {@code MIN_AUC_ROC} or {@code SLICE_MIN_AUC_ROC}: the same for every
     * slice.
     */
    String reasonCode() {
        return verdict == Verdict.INCONCLUSIVE ? FailureCode.GATE_INCONCLUSIVE.name() : scope.reasonCode(check);
    }

    /** {@code auc_roc 0.71 is not >= 0.75}. */
    String describe() {
        String sentence = metric + " " + orUndefined(observed) + (passed() ? " is " : " is not ") + operator.symbol()
                + " " + orUndefined(threshold)
                + bounds.map(this::describe).orElse(lacksAnInterval() ? withoutInterval() : "");
        if (scope instanceof CheckScope.Baseline baseline) {
            return sentence + " (the baseline has " + orUndefined(baseline.observed()) + ", "
                    + baseline.allowedRegression() + " worse is allowed)";
        }
        if (scope instanceof CheckScope.LogisticGain gain) {
            return sentence + " (logistic regression has " + orUndefined(gain.observed()) + ")";
        }
        if (scope instanceof CheckScope.Budget budget) {
            return sentence + " (the worst day has " + budget.mostAlerts() + " alerts, " + budget.alertsPerDay()
                    + " are allowed)";
        }
        if (scope instanceof CheckScope.ReasonTexts texts) {
            // Names from the data set: printable, whatever they hold.
            return sentence + " (" + CanonicalJson.text(Json.tree(texts.lacking())) + ")";
        }
        if (scope instanceof CheckScope.Weeks weeks && !weeks.worst().isEmpty()) {
            return sentence + " (in week " + weeks.worst() + ", the worst of " + weeks.judged() + ")";
        }
        if (scope instanceof CheckScope.Comparison comparison) {
            return comparison
                    .notComparable()
                    .map(why -> "the baseline is not comparable: " + why)
                    .orElse(sentence + " (test rows that the baseline was not fitted on; " + comparison.leftOut()
                            + " were left out)");
        }
        // A value from the data: printable, whatever it held.
        return sentence
                + scope.label()
                        .map(label -> " in " + CanonicalJson.text(TextNode.valueOf(label)))
                        .orElse("");
    }

    /** Such as a number that is the same in all draws: it may clear its threshold, and still proves nothing. */
    private boolean lacksAnInterval() {
        return verdict == Verdict.INCONCLUSIVE && !check.equals(MAX_ATTEMPTS);
    }

    private String withoutInterval() {
        return observed.isPresent() ? " (the rows give it no interval)" : " (fewer than two groups are large enough)";
    }

    private String describe(CheckBounds ends) {
        String what = scope instanceof CheckScope.Baseline ? "the difference" : "it";
        return " (at " + ends.level() + " " + what + " lies between " + ends.lower() + " and " + ends.upper()
                + (verdict == Verdict.INCONCLUSIVE ? ", which decides nothing)" : ")");
    }

    private static String orUndefined(Optional<Double> number) {
        return number.map(String::valueOf).orElse("undefined");
    }
}
