package io.modelfactory.worker.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.Verdict;
import io.modelfactory.worker.resolve.GovernanceProfile;
import io.modelfactory.worker.resolve.GovernanceProfile.Backtest;
import io.modelfactory.worker.resolve.Uncertainty;
import io.modelfactory.worker.resolve.Uncertainty.Judging;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The gate on mean and worst window of a backtest. */
class BacktestRuleTest {
    private static final Map<String, Double> MEAN = Map.of("min_auc_roc", 0.8);
    private static final Map<String, Double> WORST = Map.of("min_auc_roc", 0.7);

    private final GateFixture fixture = new GateFixture();

    @Test
    void theMeanAndTheWorstWindowAreJudged() {
        windows(0.9, 0.72, 0.84);

        GateDecision decision = decide(Optional.empty());

        GateCheck mean = check(decision, "min_backtest_mean_auc_roc");
        assertThat(mean.verdict()).isEqualTo(Verdict.PASS);
        GateCheck worst = check(decision, "min_backtest_worst_auc_roc");
        assertThat(worst.verdict()).isEqualTo(Verdict.PASS);
        assertThat(worst.observed()).contains(0.72);
        assertThat(worst.scope().label()).contains("backtest:2");
    }

    @Test
    void oneWindowBelowFailsByName() {
        windows(0.95, 0.69, 0.95);

        GateDecision decision = decide(Optional.empty());

        assertThat(check(decision, "min_backtest_mean_auc_roc").verdict()).isEqualTo(Verdict.PASS);
        assertThat(decision.reasonCodes()).containsExactly("MIN_BACKTEST_WORST_AUC_ROC");
    }

    @Test
    void boundsThatHaveTheThresholdBetweenThemDecideNothing() {
        ArrayNode results = windows(0.9, 0.72, 0.84);
        for (int window = 0; window < 3; window++) {
            double auc = results.path(window).at("/metrics/auc_roc").doubleValue();
            interval((ObjectNode) results.path(window), auc - 0.05, auc + 0.05);
        }
        interval(fixture.metrics.withObject("/backtest/mean"), 0.81, 0.83);

        GateDecision decision = decide(Optional.of(Judging.BOUND));

        assertThat(check(decision, "min_backtest_mean_auc_roc").verdict()).isEqualTo(Verdict.PASS);
        GateCheck worst = check(decision, "min_backtest_worst_auc_roc");
        assertThat(worst.verdict()).as("0.67 to 0.77").isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(decision.reasonCodes()).containsExactly("GATE_INCONCLUSIVE");
    }

    @Test
    void anUndefinedMetricOfAWindowFails() {
        ArrayNode results = windows(0.9, 0.9, 0.9);
        ((ObjectNode) results.at("/1/metrics")).remove("auc_roc");

        assertThat(check(decide(Optional.empty()), "min_backtest_worst_auc_roc").verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void aReportWithOtherWindowsIsNotJudged() {
        windows(0.9, 0.9);

        assertThatThrownBy(() -> decide(Optional.empty()))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("metrics.backtest: has not the windows");
    }

    @Test
    void aBacktestThatNothingIsJudgedByIsRefused() {
        GateFixture.assertInvalid(
                profile(Optional.empty(), Map.of(), Map.of()), "give mean_thresholds or worst_thresholds");
        GateFixture.assertInvalid(
                profile(Optional.empty(), Map.of("min_test_rows", 10.0), Map.of()), "is no metric of the model");
        GateFixture.assertInvalid(
                profile(Optional.empty(), Map.of(), Map.of("min_fame", 0.5)), "no metric is called fame");
    }

    private ArrayNode windows(double... aucs) {
        ObjectNode backtest = fixture.metrics.putObject("backtest").put("windows", aucs.length);
        ArrayNode results = backtest.putArray("results");
        double sum = 0;
        for (double auc : aucs) {
            results.addObject()
                    .put("number", results.size())
                    .putObject("metrics")
                    .put("auc_roc", auc);
            sum += auc;
        }
        backtest.putObject("mean").putObject("metrics").put("auc_roc", sum / aucs.length);
        return results;
    }

    private static void interval(ObjectNode measured, double lower, double upper) {
        measured.putObject("intervals")
                .put("level", 0.95)
                .putObject("metrics")
                .putObject("auc_roc")
                .put("lower", lower)
                .put("upper", upper)
                .put("method", "delong");
    }

    private GateDecision decide(Optional<Judging> judge) {
        judge.ifPresent(any -> fixture.metrics
                .putObject("intervals")
                .put("level", 0.95)
                .putObject("bootstrap")
                .put("draws", 999));
        return Gate.of(profile(judge, MEAN, WORST)).decide(fixture.metrics);
    }

    private static GateCheck check(GateDecision decision, String name) {
        return decision.checks().stream()
                .filter(check -> check.check().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static GovernanceProfile profile(
            Optional<Judging> judge, Map<String, Double> mean, Map<String, Double> worst) {
        GovernanceProfile base = GateFixture.profile(GateFixture.EASY);
        Map<String, Judging> byBound =
                Map.of("min_backtest_mean_auc_roc", Judging.BOUND, "min_backtest_worst_auc_roc", Judging.BOUND);
        return new GovernanceProfile(
                base.policyId(),
                base.revision(),
                base.evalThresholds(),
                base.baselineBundle(),
                base.minimumTestRows(),
                base.minimumTestPositives(),
                base.minimumComparisonRows(),
                base.minimumComparisonPositives(),
                base.maxGateAttempts(),
                base.suggestedFrom(),
                base.slices(),
                judge.map(any -> new Uncertainty(
                        Judging.POINT,
                        Optional.of(byBound),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())),
                base.minBudgetDaysShare(),
                base.scorecardThresholds(),
                base.weeks(),
                base.logisticBaseline(),
                Optional.empty(),
                Optional.of(new Backtest(3, 14, 1, 5, Optional.of(mean), Optional.of(worst))),
                Optional.empty());
    }
}
