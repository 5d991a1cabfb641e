package io.modelfactory.worker.gate;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.metric.Metric.Direction;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.ThresholdOperator;
import io.modelfactory.worker.resolve.GovernanceProfile.Backtest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the windows of a backtest must reach: their mean, the worst of them, and on the mean not less than the recipe of
 * the champion by more than is allowed.
 */
final class BacktestRule {
    private static final String MEAN = "backtest_mean_";
    private static final String WORST = "backtest_worst_";
    private static final String REGRESSION = "max_backtest_regression_";

    private final Backtest settings;
    private final List<Threshold> mean;
    private final List<Threshold> worst;
    private final Map<Metric, Double> allowed;

    private BacktestRule(
            Backtest settings, List<Threshold> mean, List<Threshold> worst, Map<Metric, Double> allowedRegression) {
        this.settings = settings;
        this.mean = mean;
        this.worst = worst;
        this.allowed = new TreeMap<>(allowedRegression);
    }

    /**
     * @param baseline by which the champion's recipe is judged too
     * @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if nothing is judged, or a threshold is none
     */
    static BacktestRule of(Backtest pinned, Optional<BaselineRule> baseline) {
        List<Threshold> mean = Threshold.parse(
                "backtest.mean_thresholds", pinned.meanThresholds().orElse(Map.of()));
        List<Threshold> worst = Threshold.parse(
                "backtest.worst_thresholds", pinned.worstThresholds().orElse(Map.of()));
        if (mean.isEmpty() && worst.isEmpty()) {
            throw invalid("give mean_thresholds or worst_thresholds: a backtest that nothing is judged by is none");
        }
        for (Threshold threshold : mean) {
            if (!threshold.metric().describesTheModel()) {
                throw invalid("mean_thresholds." + threshold.check() + ": is no metric of the model");
            }
        }
        return new BacktestRule(
                pinned, mean, worst, baseline.map(BaselineRule::allowed).orElse(Map.of()));
    }

    private static FailureException invalid(String message) {
        return new FailureException(GOVERNANCE_PROFILE_INVALID, "backtest." + message);
    }

    /** Metrics whose intervals decide. */
    List<Metric> metrics() {
        Set<Metric> metrics = new LinkedHashSet<>(Threshold.modelMetrics(mean));
        metrics.addAll(Threshold.modelMetrics(worst));
        return List.copyOf(metrics);
    }

    /** Checks by their names; {@code min_auc_roc} of the mean is called {@code min_backtest_mean_auc_roc}. */
    List<String> checks() {
        List<String> checks = new ArrayList<>();
        mean.forEach(threshold -> checks.add(name(threshold, MEAN)));
        worst.forEach(threshold -> checks.add(name(threshold, WORST)));
        allowed.keySet().forEach(metric -> checks.add(REGRESSION + metric.key()));
        return checks;
    }

    private static String name(Threshold threshold, String prefix) {
        return threshold.check().substring(0, Threshold.PREFIX_LENGTH)
                + prefix
                + threshold.metric().key();
    }

    /** @throws FailureException {@code EVAL_REPORT_MISMATCH} if the evaluation has no such backtest */
    List<GateCheck> evaluate(JsonNode metrics, UncertaintyRule uncertainty) {
        JsonNode backtest = metrics.path("backtest");
        if (backtest.path("windows").asInt() != settings.windows()
                || backtest.path("results").size() != settings.windows()) {
            throw new FailureException(
                    EVAL_REPORT_MISMATCH, "metrics.backtest: has not the windows that the profile asks for");
        }
        List<GateCheck> checks = new ArrayList<>();
        for (Threshold threshold : mean) {
            checks.add(check(threshold, name(threshold, MEAN), backtest.path("mean"), "mean", uncertainty));
        }
        for (Threshold threshold : worst) {
            List<GateCheck> windows = new ArrayList<>();
            for (JsonNode window : backtest.path("results")) {
                windows.add(check(
                        threshold,
                        name(threshold, WORST),
                        window,
                        window.path("number").asText(),
                        uncertainty));
            }
            windows.stream().min(GateCheck.worstFirst(threshold.operator())).ifPresent(checks::add);
        }
        allowed.forEach((metric, regression) -> checks.add(
                regression(metric, regression, backtest.at("/mean/champion_recipe"), backtest, uncertainty)));
        return checks;
    }

    private static GateCheck check(
            Threshold threshold, String name, JsonNode measured, String window, UncertaintyRule uncertainty) {
        GateCheck byPoint = GateCheck.ofNumber(
                name,
                threshold.metric().key(),
                threshold.operator(),
                Optional.of(threshold.value()),
                GateCheck.number(measured.path("metrics"), threshold.metric()),
                new CheckScope.BacktestWindows(window));
        return threshold.metric().describesTheModel() && uncertainty.isByBound(name)
                ? byPoint.judgedBy(
                        CheckBounds.of(measured.path("intervals"), threshold.metric()),
                        threshold.operator(),
                        threshold.value())
                : byPoint;
    }

    /** The same allowance as on the test rows, on the mean of the windows. */
    private static GateCheck regression(
            Metric metric, double regression, JsonNode recipe, JsonNode backtest, UncertaintyRule uncertainty) {
        String name = REGRESSION + metric.key();
        int sign = metric.direction() == Direction.LOWER_IS_BETTER ? -1 : 1;
        Optional<Double> gain = GateCheck.number(backtest.at("/mean/metrics"), metric)
                .flatMap(
                        mine -> GateCheck.number(recipe.path("metrics"), metric).map(other -> sign * (mine - other)));
        GateCheck byPoint = GateCheck.ofNumber(
                name,
                "gain_" + metric.key(),
                ThresholdOperator.GREATER_OR_EQUAL,
                Optional.of(-regression),
                gain,
                new CheckScope.BacktestWindows("mean"));
        return uncertainty.isByBound(name)
                ? byPoint.judgedBy(
                        CheckBounds.of(recipe.path("difference"), metric),
                        ThresholdOperator.GREATER_OR_EQUAL,
                        -regression)
                : byPoint;
    }
}
