package io.modelfactory.worker.gate;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.metric.Metric.Direction;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.ThresholdOperator;
import io.modelfactory.worker.resolve.GovernanceProfile;
import io.modelfactory.worker.resolve.GovernanceProfile.BaselineBundle;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How much worse than the pinned baseline a candidate may be. */
final class BaselineRule {
    private static final String PATH = "baseline_bundle.allowed_regression";

    private final BaselineBundle pinned;
    private final Map<Metric, Double> allowedRegression;
    private final int minimumRows;
    private final int minimumPositives;

    private BaselineRule(
            BaselineBundle pinned, Map<Metric, Double> allowedRegression, int minimumRows, int minimumPositives) {
        this.pinned = pinned;
        this.minimumRows = minimumRows;
        this.minimumPositives = minimumPositives;
        this.allowedRegression = allowedRegression;
    }

    /** @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if nothing is compared, or what cannot be */
    static BaselineRule of(BaselineBundle pinned, GovernanceProfile profile) {
        if (pinned.allowedRegression().isEmpty()) {
            throw invalid(PATH + ": name at least one metric, a baseline that nothing is compared with is none");
        }
        Map<Metric, Double> allowed = new TreeMap<>();
        pinned.allowedRegression().forEach((name, value) -> {
            String path = PATH + "." + name;
            Metric metric = Threshold.metric(path, name);
            if (metric.direction() == Direction.NOT_COMPARABLE) {
                throw invalid(path + ": is the same for every model; name a metric of the model instead");
            }
            double width = metric.range().high() - metric.range().low();
            if (!(Double.isFinite(value) && value >= 0 && value < width)) {
                throw invalid(path + ": must be a finite number of at least 0"
                        + (Double.isFinite(width) ? ", and below " + width + ", which no model could miss" : ""));
            }
            allowed.put(metric, value);
        });
        return new BaselineRule(
                pinned, allowed, profile.requiredComparisonRows(), profile.requiredComparisonPositives());
    }

    /** By compared metric how much worse the candidate may be. */
    Map<Metric, Double> allowed() {
        return Map.copyOf(allowedRegression);
    }

    static String checkOf(Metric metric) {
        return "max_regression_" + metric.key();
    }

    private static FailureException invalid(String message) {
        return new FailureException(GOVERNANCE_PROFILE_INVALID, message);
    }

    /**
     * Whether the two can be compared, and if so, the comparisons.
     *
     * @throws FailureException {@code EVAL_REPORT_MISMATCH} if the evaluation is not beside the pinned baseline
     */
    List<GateCheck> evaluate(JsonNode metrics, UncertaintyRule uncertainty) {
        JsonNode baseline = metrics.path("baseline");
        String found = baseline.path("bundle_id").asText() + "/"
                + baseline.path("bundle_version").asText();
        String expected = pinned.bundleId() + "/" + pinned.bundleVersion();
        if (!found.equals(expected)) {
            throw new FailureException(
                    EVAL_REPORT_MISMATCH,
                    "metrics.baseline: is about bundle " + found + ", the profile pins " + expected);
        }
        List<GateCheck> checks = new ArrayList<>(comparability(baseline.path("comparison")));
        if (checks.stream().allMatch(GateCheck::passed)) {
            allowedRegression.forEach((metric, allowed) -> checks.add(uncertainty.compare(
                    check(metric, allowed, baseline.path("candidate"), baseline.path("metrics")),
                    metric,
                    allowed,
                    baseline)));
        }
        return checks;
    }

    private List<GateCheck> comparability(JsonNode comparison) {
        if (!comparison.isObject()) {
            throw new FailureException(
                    EVAL_REPORT_MISMATCH,
                    "metrics.baseline.comparison: is missing; the report was written by an earlier release, ask for"
                            + " the run again under another config_revision");
        }
        CheckScope scope = new CheckScope.Comparison(
                comparison.path("left_out_rows").asLong(),
                Optional.ofNullable(comparison.path("not_comparable").textValue()));
        if (comparison.has("not_comparable")) {
            return List.of(GateCheck.atLeastOne("comparable_baseline", "comparable_baselines", 0, scope));
        }
        return List.of(
                GateCheck.atLeast(
                        "minimum_comparison_rows",
                        "comparison_rows",
                        minimumRows,
                        comparison.path("rows").asLong(),
                        scope),
                GateCheck.atLeast(
                        "minimum_comparison_positives",
                        "comparison_positives",
                        minimumPositives,
                        comparison.path("positives").asLong(),
                        scope));
    }

    private static GateCheck check(Metric metric, double allowed, JsonNode measured, JsonNode baseline) {
        boolean higherIsBetter = metric.direction() == Direction.HIGHER_IS_BETTER;
        Optional<Double> observed = GateCheck.number(baseline, metric);
        return GateCheck.of(
                checkOf(metric),
                metric,
                higherIsBetter ? ThresholdOperator.GREATER_OR_EQUAL : ThresholdOperator.LESS_OR_EQUAL,
                observed.map(value -> plus(value, higherIsBetter ? -allowed : allowed)),
                measured.path("metrics"),
                measured.path("reference"),
                new CheckScope.Baseline(observed, allowed));
    }

    /** Decimal, as people read it: 0.8 less 0.05 is 0.75, which a candidate of 0.75 reaches. */
    private static double plus(double value, double change) {
        return BigDecimal.valueOf(value).add(BigDecimal.valueOf(change)).doubleValue();
    }
}
