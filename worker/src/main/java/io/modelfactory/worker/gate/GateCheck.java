package io.modelfactory.worker.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.evaluate.Metric;
import java.util.Locale;
import java.util.Optional;

/**
 * One threshold compared with one metric.
 *
 * @param check the threshold's name in the governance profile, such as {@code min_auc_roc}; {@code max_regression_auc_roc}
 *     where it follows from the baseline
 * @param threshold empty if the baseline's metric is undefined on the test rows, so that nothing follows from it
 * @param observed empty if the metric is undefined on the test rows; an undefined metric never passes
 */
public record GateCheck(
        String check,
        String metric,
        ThresholdOperator operator,
        Optional<Double> threshold,
        Optional<Double> observed,
        Verdict verdict,
        CheckScope scope) {

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
        FAIL
    }

    /** @param numbers of an evaluation by metric; an undefined one is absent */
    static GateCheck of(
            String check,
            Metric metric,
            ThresholdOperator operator,
            Optional<Double> threshold,
            JsonNode numbers,
            CheckScope scope) {
        Optional<Double> observed = number(numbers, metric);
        boolean holds = observed.flatMap(value -> threshold.map(bound -> operator.holds(value, bound)))
                .orElse(false);
        return new GateCheck(
                check, metric.key(), operator, threshold, observed, holds ? Verdict.PASS : Verdict.FAIL, scope);
    }

    /** The number of a metric; empty if it is undefined. */
    static Optional<Double> number(JsonNode numbers, Metric metric) {
        JsonNode number = numbers.path(metric.key());
        return number.isNumber() ? Optional.of(number.doubleValue()).filter(Double::isFinite) : Optional.empty();
    }

    boolean passed() {
        return verdict == Verdict.PASS;
    }

    /** What a failed check is called, such as {@code MIN_AUC_ROC} or {@code SLICE_MIN_AUC_ROC}: the same for every slice. */
    String reasonCode() {
        return scope.reasonPrefix() + check.toUpperCase(Locale.ROOT);
    }

    /** {@code auc_roc 0.71 is not >= 0.75}. */
    String describe() {
        String sentence = metric + " " + orUndefined(observed) + (passed() ? " is " : " is not ") + operator.symbol()
                + " " + orUndefined(threshold);
        if (scope instanceof CheckScope.Baseline baseline) {
            return sentence + " (the baseline has " + orUndefined(baseline.observed()) + ", "
                    + baseline.allowedRegression() + " worse is allowed)";
        }
        // A value from the data: printable, whatever it held.
        return sentence
                + scope.label()
                        .map(label -> " in " + CanonicalJson.text(TextNode.valueOf(label)))
                        .orElse("");
    }

    private static String orUndefined(Optional<Double> number) {
        return number.map(String::valueOf).orElse("undefined");
    }
}
