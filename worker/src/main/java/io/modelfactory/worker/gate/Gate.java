package io.modelfactory.worker.gate;

import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.RequestedMeasures;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.ThresholdOperator;
import io.modelfactory.worker.resolve.GovernanceProfile;
import io.modelfactory.worker.resolve.ReportPart;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The checks that one governance profile asks for, and those of the profile itself: on all test rows, at least one
 * check of discrimination and one of probability must be one that a constant score and a random order of the rows both
 * fail, and of each sliced column at least one slice must be large enough to be judged.
 */
public final class Gate {
    private final List<Threshold> thresholds;
    private final Optional<BaselineRule> baseline;
    private final List<SliceRule> slices;
    private final UncertaintyRule uncertainty;
    private final double budgetDaysShare;
    private final List<ScorecardRule> scorecard;
    private final Optional<WeekRule> weeks;
    private final boolean requiresReasonTexts;
    private final List<GainRule> gains;
    private final Optional<BacktestRule> backtest;
    private final Set<ReportPart> reports;

    private Gate(
            List<Threshold> thresholds,
            Optional<BaselineRule> baseline,
            List<SliceRule> slices,
            UncertaintyRule uncertainty,
            double budgetDaysShare,
            List<ScorecardRule> scorecard,
            Optional<WeekRule> weeks,
            boolean requiresReasonTexts,
            List<GainRule> gains,
            Optional<BacktestRule> backtest,
            Set<ReportPart> reports) {
        this.reports = reports;
        this.backtest = backtest;
        this.gains = List.copyOf(gains);
        this.scorecard = List.copyOf(scorecard);
        this.weeks = weeks;
        this.requiresReasonTexts = requiresReasonTexts;
        this.uncertainty = uncertainty;
        this.budgetDaysShare = budgetDaysShare;
        this.thresholds = List.copyOf(thresholds);
        this.baseline = baseline;
        this.slices = List.copyOf(slices);
    }

    /**
     * @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if the profile has no threshold, or asks for a check
     *     that cannot be made: it must not be taken for one that passed
     */
    public static Gate of(GovernanceProfile profile) {
        List<Threshold> thresholds = new ArrayList<>(Threshold.parse("eval_thresholds", profile.evalThresholds()));
        if (thresholds.isEmpty()) {
            throw new FailureException(
                    GOVERNANCE_PROFILE_INVALID, "eval_thresholds: give at least one min_<metric> or max_<metric>");
        }
        profile.minimumTestRows()
                .ifPresent(rows -> thresholds.add(atLeast("minimum_test_rows", Metric.TEST_ROWS, rows)));
        profile.minimumTestPositives()
                .ifPresent(rows -> thresholds.add(atLeast("minimum_test_positives", Metric.TEST_POSITIVES, rows)));
        Optional<BaselineRule> baseline = profile.baselineBundle().map(pinned -> BaselineRule.of(pinned, profile));
        List<SliceRule> slices = SliceRule.of(profile.slices().orElse(List.of()));
        List<ScorecardRule> scorecard =
                ScorecardRule.of(profile.scorecardThresholds().orElse(Map.of()));
        Optional<WeekRule> weeks = profile.weeks().map(WeekRule::of);
        List<String> others =
                new ArrayList<>(slices.stream().flatMap(SliceRule::checks).toList());
        scorecard.forEach(rule -> others.add(rule.check()));
        weeks.ifPresent(rule -> others.addAll(rule.checks()));
        List<GainRule> gains = GainRule.of(profile);
        gains.forEach(rule -> others.add(rule.check()));
        Optional<BacktestRule> backtest = profile.backtest().map(pinned -> BacktestRule.of(pinned, baseline));
        backtest.ifPresent(rule -> others.addAll(rule.checks()));
        return new Gate(
                thresholds,
                baseline,
                slices,
                UncertaintyRule.of(profile.uncertainty(), thresholds, baseline, others),
                profile.requiredBudgetDaysShare(),
                scorecard,
                weeks,
                profile.requireReasonTexts().orElse(false),
                gains,
                backtest,
                profile.requiredReports());
    }

    /** What is asked of an evaluation beside the metrics of all test rows. */
    public RequestedMeasures requestedMeasures() {
        return new RequestedMeasures(
                slices.stream().map(SliceRule::settings).toList(),
                weeks.map(WeekRule::settings),
                scorecard.stream().map(ScorecardRule::measure).distinct().toList(),
                gains.stream().map(GainRule::metric).toList(),
                reports);
    }

    /** The metrics with a threshold on all test rows or on the windows of a backtest. */
    public List<Metric> metrics() {
        Set<Metric> metrics = new LinkedHashSet<>(uncertainty.metrics());
        backtest.ifPresent(rule -> metrics.addAll(rule.metrics()));
        return List.copyOf(metrics);
    }

    /**
     * By metric that is compared with the champion how far a candidate of the profile's effect truly lies above the
     * least that passes.
     */
    public Map<Metric, Double> margins() {
        return uncertainty.margins();
    }

    private static Threshold atLeast(String check, Metric metric, int least) {
        return new Threshold(check, metric, ThresholdOperator.GREATER_OR_EQUAL, least);
    }

    /**
     * @param metrics the {@code metrics} object of an EvalReport; a metric that is undefined is absent from it
     * @throws FailureException {@code EVAL_REPORT_MISMATCH} if the profile's baseline or slices, or the numbers of
     *     reference scores, are not in it
     */
    public GateDecision decide(JsonNode metrics) {
        List<GateCheck> checks = new ArrayList<>();
        uncertainty.requireStated(metrics);
        CheckScope overall = new CheckScope.Overall();
        thresholds.forEach(threshold -> checks.add(uncertainty.evaluate(threshold, metrics, metrics, overall)));
        BudgetRule.evaluate(metrics, budgetDaysShare).ifPresent(checks::add);
        scorecard.forEach(rule -> checks.add(rule.evaluate(metrics, uncertainty)));
        weeks.ifPresent(rule -> checks.addAll(rule.evaluate(metrics, uncertainty)));
        if (requiresReasonTexts) {
            checks.add(ReasonTextRule.evaluate(metrics));
        }
        baseline.ifPresent(rule -> checks.addAll(rule.evaluate(metrics, uncertainty)));
        gains.forEach(rule -> checks.add(rule.evaluate(metrics, uncertainty)));
        backtest.ifPresent(rule -> checks.addAll(rule.evaluate(metrics, uncertainty)));
        List<GateCheck> proofs = List.of(
                proofs("minimum_discrimination_proofs", Metric.Kind.DISCRIMINATION, checks),
                proofs("minimum_probability_proofs", Metric.Kind.PROBABILITY, checks));
        checks.addAll(proofs);
        List<SliceAssessment> found = new ArrayList<>();
        for (SliceRule rule : slices) {
            SliceRule.SliceChecks judged = rule.evaluate(metrics, uncertainty);
            found.addAll(judged.slices());
            checks.addAll(judged.checks());
        }
        return new GateDecision(checks, found);
    }

    /** A gate that scores could pass without knowing anything about the rows is no gate. */
    private static GateCheck proofs(String check, Metric.Kind kind, List<GateCheck> checks) {
        long proofs = checks.stream()
                .filter(GateCheck::provesSomething)
                .filter(made -> Metric.of(made.metric())
                        .filter(metric -> metric.kind() == kind)
                        .isPresent())
                .count();
        String counted = kind.name().toLowerCase(Locale.ROOT) + "_proofs";
        return GateCheck.atLeastOne(check, counted, proofs, new CheckScope.Overall());
    }
}
