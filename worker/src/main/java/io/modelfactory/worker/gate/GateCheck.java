package io.modelfactory.worker.gate;

import java.util.Optional;

/**
 * One threshold held against one metric.
 *
 * @param check the threshold's name in the governance profile, such as {@code min_auc_roc}
 * @param observed empty if the metric is undefined on the test rows; an undefined metric never passes
 */
public record GateCheck(
        String check, String metric, Operator operator, double threshold, Optional<Double> observed, Verdict verdict) {

    public enum Operator {
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

        Operator(String symbol) {
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

    static GateCheck of(String check, String metric, Operator operator, double threshold, Optional<Double> observed) {
        boolean holds = observed.filter(Double::isFinite)
                .map(value -> operator.holds(value, threshold))
                .orElse(false);
        return new GateCheck(check, metric, operator, threshold, observed, holds ? Verdict.PASS : Verdict.FAIL);
    }

    boolean passed() {
        return verdict == Verdict.PASS;
    }

    /** {@code auc_roc 0.71 is not >= 0.75}. */
    String describe() {
        String value = observed.map(String::valueOf).orElse("undefined");
        return metric + " " + value + (passed() ? " is " : " is not ") + operator.symbol() + " " + threshold;
    }
}
