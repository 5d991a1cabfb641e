package io.modelfactory.worker.gate;

import java.util.Optional;

/** What a check is about. */
public sealed interface CheckScope {

    /** How the gate receipt names it; empty for all test rows. */
    Optional<String> label();

    /** In front of the reason codes of its checks. */
    default String reasonPrefix() {
        return "";
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
        public String reasonPrefix() {
            return "SLICE_";
        }
    }
}
