package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.inspect.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A check of the gate.
 *
 * @param check its name in the governance profile
 * @param metric what it looks at
 * @param scope the part of the rows that it is about; empty for all
 * @param observed empty where the metric is not defined
 * @param operator how observed and threshold must relate, such as {@code >=}
 * @param threshold empty where it follows from a champion's metric that is not defined
 * @param lower of the interval that the value lies in, with {@code upper}, at {@code level}
 * @param verdict {@code PASS}, {@code FAIL} or {@code INCONCLUSIVE}
 */
public record GateCheck(
        String check,
        String metric,
        Optional<String> scope,
        Optional<Double> observed,
        String operator,
        Optional<Double> threshold,
        Optional<Double> lower,
        Optional<Double> upper,
        Optional<Double> level,
        String verdict) {

    /** @param receipt a gate receipt, or a missing node */
    static List<GateCheck> of(JsonNode receipt) {
        List<GateCheck> checks = new ArrayList<>();
        receipt.path("checks").forEach(check -> checks.add(read(check)));
        return checks;
    }

    private static GateCheck read(JsonNode check) {
        boolean ofValue = !check.has("allowed_regression");
        return new GateCheck(
                check.path("check").asText(),
                check.path("metric").asText(),
                Optional.of(check.path("scope").asText("")).filter(scope -> !scope.isEmpty()),
                number(check, "observed"),
                check.path("operator").asText(),
                number(check, "threshold"),
                ofValue ? number(check, "lower") : Optional.empty(),
                ofValue ? number(check, "upper") : Optional.empty(),
                number(check, "level"),
                check.path("verdict").asText());
    }

    private static Optional<Double> number(JsonNode check, String member) {
        return check.path(member).isNumber() ? Optional.of(check.path(member).asDouble()) : Optional.empty();
    }

    /** Whether it held. */
    public boolean held() {
        return verdict.equals("PASS");
    }

    /** Such as {@code 0.8371 >= 0.75}. */
    public String text() {
        return figure(observed) + " " + requirement();
    }

    /** Such as {@code >= 0.75}. */
    public String requirement() {
        return operator + " " + figure(threshold);
    }

    private static String figure(Optional<Double> number) {
        return number.map(Figures::of).orElse("undefined");
    }

    /** What the bar is about. */
    public String label() {
        return metric + scope.map(part -> " (" + part + ")").orElse("");
    }

    /** As a bar of a hundred units, from 0 or below to a round value beyond everything shown. */
    public CheckBar bar() {
        List<Double> shown = new ArrayList<>(List.of(0.0));
        threshold.ifPresent(shown::add);
        observed.ifPresent(shown::add);
        lower.ifPresent(shown::add);
        upper.ifPresent(shown::add);
        double least = shown.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double most = shown.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        double end = most <= 1 && most > 0.4 && least >= 0 ? 1 : most + (most - least) * 0.15;
        return new CheckBar(least, end > least ? end : least + 1);
    }

    /** A scale from {@code from} to {@code to}. */
    public record CheckBar(double from, double to) {
        private static final double UNITS = 100;

        /** Where a value stands, from 0 to 100. */
        public double at(double value) {
            return Math.round(Math.max(0, Math.min(UNITS, (value - from) / (to - from) * UNITS)) * 10) / 10.0;
        }
    }

    static List<String> names(List<GateCheck> checks) {
        return StreamSupport.stream(checks.spliterator(), false)
                .map(GateCheck::label)
                .distinct()
                .toList();
    }
}
