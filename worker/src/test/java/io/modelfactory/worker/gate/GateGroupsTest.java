package io.modelfactory.worker.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.Verdict;
import io.modelfactory.worker.resolve.GovernanceProfile;
import io.modelfactory.worker.resolve.GovernanceProfile.Slice;
import io.modelfactory.worker.resolve.GovernanceProfile.Weeks;
import io.modelfactory.worker.resolve.Uncertainty;
import io.modelfactory.worker.resolve.Uncertainty.Judging;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thresholds of the scorecard, of the worst week, and of the gap between groups. */
class GateGroupsTest {
    private static final Optional<Integer> NONE = Optional.empty();
    private final GateFixture fixture = new GateFixture();

    @ParameterizedTest
    @CsvSource({
        "min_value_detection_rate,0.4,PASS",
        "min_value_detection_rate,0.41,FAIL",
        "max_account_false_positive_ratio,3,PASS",
        "max_account_false_positive_ratio,2.9,FAIL",
        "min_money_saved,-10,PASS",
        "min_money_saved,-9,FAIL",
        "min_daily_precision_at_100,0.2,PASS",
        "min_daily_card_precision_at_100,0.31,FAIL",
        "min_daily_card_precision_at_10,0.1,FAIL"
    })
    void aMeasureOfTheScorecardHasAThreshold(String check, double threshold, Verdict verdict) {
        scorecard();

        GateDecision decision = decide(Map.of(check, threshold), Optional.empty(), Optional.empty());

        assertThat(check(decision, check).verdict()).isEqualTo(verdict);
        assertThat(check(decision, check).scope().label()).contains("scorecard");
        assertThat(decision.passed()).isEqualTo(verdict == Verdict.PASS);
    }

    @ParameterizedTest
    @CsvSource({"0.2,PASS", "0.3,INCONCLUSIVE", "0.7,FAIL"})
    void aMeasureIsJudgedByItsBounds(double threshold, Verdict verdict) {
        scorecard()
                .withObject("/intervals/metrics/value_detection_rate")
                .put("lower", 0.25)
                .put("upper", 0.6)
                .put("method", "bootstrap");

        GateDecision decision = decide(
                Map.of("min_value_detection_rate", threshold), Optional.empty(), byBound("min_value_detection_rate"));

        assertThat(check(decision, "min_value_detection_rate").verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "min_value_detection,no measure of the scorecard is called so",
        "value_detection_rate,must be min_<measure> or max_<measure>",
        "min_value_detection_rate,passes every model"
    })
    void aThresholdOfNothingIsInvalid(String check, String named) {
        GateFixture.assertInvalid(profile(Map.of(check, 1.0), Optional.empty(), Optional.empty(), NONE), named);
    }

    @Test
    void theWorstWeekDecidesAndIsNamed() {
        week("2026-W05", 100, 0.9);
        week("2026-W06", 100, 0.62);
        week("2026-W07", 100, 0.7);
        week("2026-W08", 3, 0.1);

        GateDecision decision = decide(
                Map.of(),
                Optional.of(new Weeks(Optional.of(10), NONE, NONE, Map.of("min_auc_roc", 0.65))),
                Optional.empty());

        GateCheck check = check(decision, "min_weekly_auc_roc");
        assertThat(check.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(check.observed()).contains(0.62);
        assertThat(check.scope()).isEqualTo(new CheckScope.Weeks(3, "2026-W06"));
        assertThat(decision.explain()).isEqualTo("auc_roc 0.62 is not >= 0.65 (in week 2026-W06, the worst of 3)");
        assertThat(decision.reasonCodes()).containsExactly("MIN_WEEKLY_AUC_ROC");
    }

    @Test
    void aWeekThatFailsIsWorseThanAnUndecidedOneWithALowerNumber() {
        week("2026-W05", 100, 0.5)
                .withObject("/intervals/metrics/auc_roc")
                .put("lower", 0.4)
                .put("upper", 0.8);
        week("2026-W06", 100, 0.6)
                .withObject("/intervals/metrics/auc_roc")
                .put("lower", 0.58)
                .put("upper", 0.62);

        GateDecision decision = decide(
                Map.of(),
                Optional.of(new Weeks(NONE, NONE, NONE, Map.of("min_auc_roc", 0.65))),
                byBound("min_weekly_auc_roc"));

        assertThat(check(decision, "min_weekly_auc_roc").scope()).isEqualTo(new CheckScope.Weeks(2, "2026-W06"));
    }

    @Test
    void withoutAWeekThatIsLargeEnoughNothingIsProven() {
        week("2026-W05", 5, 0.9);
        Optional<Weeks> weeks = Optional.of(new Weeks(Optional.of(10), NONE, NONE, Map.of("min_auc_roc", 0.65)));

        assertThat(decide(Map.of(), weeks, Optional.empty()).reasonCodes()).containsExactly("MINIMUM_JUDGED_WEEKS");
        fixture.metrics.remove("weeks");
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> decide(Map.of(), weeks, Optional.empty()))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.EVAL_REPORT_MISMATCH));
    }

    @ParameterizedTest
    @CsvSource({"0.15,PASS", "0.14,FAIL"})
    void theGapBetweenGroupsHasAMaximum(double most, Verdict verdict) {
        fixture.slice("home", "own", 100, 20, 0.8);
        gap(0.15);

        GateDecision decision =
                Gate.of(GateFixture.withSlices(slice(Map.of("auc_roc", most)))).decide(fixture.metrics);

        assertThat(check(decision, "max_gap_auc_roc").verdict()).isEqualTo(verdict);
        assertThat(decision.passed()).isEqualTo(verdict == Verdict.PASS);
    }

    @ParameterizedTest
    @CsvSource({"0.3,PASS", "0.29,INCONCLUSIVE", "0.04,FAIL"})
    void aGapIsJudgedByItsBounds(double most, Verdict verdict) {
        fixture.slice("home", "own", 100, 20, 0.8);
        gap(0.15).put("lower", 0.05).put("upper", 0.3).put("level", 0.95).put("method", "bootstrap");
        GovernanceProfile byBound = GateFixture.uncertain(
                GateFixture.withSlices(slice(Map.of("auc_roc", most))),
                byBound("max_gap_auc_roc").orElseThrow());
        stated();

        assertThat(check(Gate.of(byBound).decide(fixture.metrics), "max_gap_auc_roc")
                        .verdict())
                .isEqualTo(verdict);
    }

    @Test
    void aGapOfOneGroupIsNoProof() {
        fixture.slice("home", "own", 100, 20, 0.8);

        assertThat(Gate.of(GateFixture.withSlices(slice(Map.of("auc_roc", 0.1))))
                        .decide(fixture.metrics)
                        .explain())
                .contains("auc_roc_gap undefined is not <= 0.1");
    }

    /** It is the rows that are too few, not the model that is worse for a group. */
    @Test
    void aGapThatTooFewGroupsAreLargeEnoughForIsUndecidedByBound() {
        fixture.slice("home", "own", 100, 20, 0.8);
        stated();
        GovernanceProfile byBound = GateFixture.uncertain(
                GateFixture.withSlices(slice(Map.of("auc_roc", 0.1))),
                byBound("max_gap_auc_roc").orElseThrow());

        GateDecision decision = Gate.of(byBound).decide(fixture.metrics);

        assertThat(check(decision, "max_gap_auc_roc").verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(decision.passed()).isFalse();
        assertThat(decision.reasonCodes()).contains("GATE_INCONCLUSIVE").doesNotContain("MAX_GAP_AUC_ROC");
        assertThat(decision.explain())
                .contains("auc_roc_gap undefined is not <= 0.1 (fewer than two groups are large enough)");
    }

    @Test
    void aGapOfNoMetricOrNoWidthIsInvalid() {
        GateFixture.assertInvalid(
                GateFixture.withSlices(slice(Map.of("age", 0.1))), "slices[0].max_gaps.age", "no metric");
        GateFixture.assertInvalid(
                GateFixture.withSlices(slice(Map.of("auc_roc", 1.0))), "slices[0].max_gaps.auc_roc", "below 1");
        GateFixture.assertInvalid(GateFixture.withSlices(slice(Map.of("test_rows", 1.0))), "a metric of the model");
    }

    @Test
    void theEvaluationMeasuresWhatTheGateJudges() {
        Gate gate = Gate.of(profile(
                Map.of("min_money_saved", 1.0, "max_money_saved", 2.0),
                Optional.of(new Weeks(NONE, NONE, NONE, Map.of("min_ks", 0.1, "min_test_rows", 5.0))),
                Optional.empty(),
                NONE));

        assertThat(gate.requestedMeasures().scorecard()).hasToString("[ScorecardMeasure[kind=MONEY_SAVED, k=0]]");
        assertThat(gate.requestedMeasures().weeks().orElseThrow().metrics()).containsExactly(Metric.KS);
    }

    private static Slice slice(Map<String, Double> gaps) {
        return new Slice("home", NONE, NONE, NONE, Map.of("min_auc_roc", 0.6), Optional.of(gaps));
    }

    private ObjectNode gap(double gap) {
        return fixture.metrics
                .withArray("gaps")
                .addObject()
                .put("column", "home")
                .put("metric", "auc_roc")
                .put("groups", 2)
                .put("gap", gap);
    }

    private ObjectNode scorecard() {
        ObjectNode card = fixture.metrics.putObject("scorecard");
        card.putObject("total")
                .put("value_detection_rate", 0.4)
                .put("account_false_positive_ratio", 3.0)
                .put("money_saved", -10.0)
                .putArray("top")
                .addObject()
                .put("k", 100)
                .put("precision", 0.2)
                .put("card_precision", 0.3);
        return card;
    }

    private ObjectNode week(String name, int rows, double auc) {
        ObjectNode week = fixture.metrics.withArray("weeks").addObject().put("week", name);
        week.set(
                "metrics",
                Json.object()
                        .put("test_rows", rows)
                        .put("test_positives", rows / 5)
                        .put("auc_roc", auc));
        return week;
    }

    private GateDecision decide(
            Map<String, Double> scorecard, Optional<Weeks> weeks, Optional<Uncertainty> uncertainty) {
        uncertainty.ifPresent(any -> stated());
        return Gate.of(profile(scorecard, weeks, uncertainty, NONE)).decide(fixture.metrics);
    }

    private void stated() {
        fixture.metrics
                .withObject("/intervals")
                .put("level", 0.95)
                .withObject("/bootstrap")
                .put("draws", 999);
    }

    private static Optional<Uncertainty> byBound(String check) {
        return Optional.of(new Uncertainty(
                Judging.POINT,
                Optional.of(Map.of(check, Judging.BOUND)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    }

    private static GovernanceProfile profile(
            Map<String, Double> scorecard,
            Optional<Weeks> weeks,
            Optional<Uncertainty> uncertainty,
            Optional<Integer> none) {
        return new GovernanceProfile(
                "p",
                "r",
                GateFixture.EASY,
                Optional.empty(),
                none,
                none,
                none,
                none,
                none,
                Optional.empty(),
                Optional.<List<Slice>>empty(),
                uncertainty,
                Optional.empty(),
                Optional.of(scorecard).filter(given -> !given.isEmpty()),
                weeks,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static GateCheck check(GateDecision decision, String name) {
        return decision.checks().stream()
                .filter(check -> check.check().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
