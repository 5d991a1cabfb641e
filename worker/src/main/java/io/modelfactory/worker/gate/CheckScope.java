package io.modelfactory.worker.gate;

import io.modelfactory.worker.failure.FailureCode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a check is about. */
public sealed interface CheckScope {

    /** How the gate receipt names it; empty for all test rows. */
    Optional<String> label();

    /** What a failed check of this scope is called. */
    default String reasonCode(String check) {
        return check.toUpperCase(Locale.ROOT);
    }

    /** The candidate on all test rows. */
    record Overall() implements CheckScope {
        @Override
        public Optional<String> label() {
            return Optional.empty();
        }
    }

    /**
     * The candidate beside the baseline, on all test rows.
     *
     * @param observed the baseline's value; empty if the metric is undefined on the test rows
     * @param allowedRegression how much worse the candidate may be
     */
    record Baseline(Optional<Double> observed, double allowedRegression) implements CheckScope {
        @Override
        public Optional<String> label() {
            return Optional.of("baseline");
        }
    }

    /**
     * Whether the candidate can be compared with the baseline at all.
     *
     * @param leftOut test rows that the baseline may have been fitted on
     * @param notComparable why no row can be shown to be unseen by the baseline
     */
    record Comparison(long leftOut, Optional<String> notComparable) implements CheckScope {
        @Override
        public Optional<String> label() {
            return Optional.of("comparison");
        }

        @Override
        public String reasonCode(String check) {
            return FailureCode.CHAMPION_NOT_COMPARABLE.name();
        }
    }

    /**
     * The days of the test part.
     *
     * @param alertsPerDay that are allowed
     * @param mostAlerts of a day
     */
    record Budget(double alertsPerDay, double mostAlerts) implements CheckScope {
        @Override
        public Optional<String> label() {
            return Optional.of("days");
        }
    }

    /**
     * What the candidate gains over logistic regression, on all test rows.
     *
     * @param observed the baseline's value; empty if there is none
     */
    record LogisticGain(Optional<Double> observed) implements CheckScope {
        @Override
        public Optional<String> label() {
            return Optional.of("logistic_baseline");
        }
    }

    /**
     * The features of the candidate.
     *
     * @param lacking those without a text
     */
    record ReasonTexts(List<String> lacking) implements CheckScope {
        public ReasonTexts {
            lacking = List.copyOf(lacking);
        }

        @Override
        public Optional<String> label() {
            return Optional.of("reason_texts");
        }
    }

    /** The alerts of the test part, at the decision threshold. */
    record Scorecard() implements CheckScope {
        @Override
        public Optional<String> label() {
            return Optional.of("scorecard");
        }
    }

    /**
     * The windows of a backtest.
     *
     * @param window the number of the one that decides, or {@code mean}
     */
    record BacktestWindows(String window) implements CheckScope {
        @Override
        public Optional<String> label() {
            return Optional.of("backtest:" + window);
        }
    }

    /**
     * The weeks of the test part.
     *
     * @param judged how many are large enough to be judged
     * @param worst the week that decides, such as {@code 2026-W05}; empty where all of them do
     */
    record Weeks(int judged, String worst) implements CheckScope {
        @Override
        public Optional<String> label() {
            return Optional.of(worst.isEmpty() ? "weeks" : "week:" + worst);
        }
    }

    /** The slices of a column, and how many of them are judged. */
    record Slices(String column) implements CheckScope {
        @Override
        public Optional<String> label() {
            return Optional.of("slices:" + column);
        }
    }

    /**
     * The candidate on the test rows of one value.
     *
     * @param value empty for the rows that have none
     */
    record Slice(String column, Optional<String> value) implements CheckScope {
        @Override
        public Optional<String> label() {
            return Optional.of("slice:" + column + value.map(text -> "=" + text).orElse(" is missing"));
        }

        @Override
        public String reasonCode(String check) {
            return "SLICE_" + check.toUpperCase(Locale.ROOT);
        }
    }
}
