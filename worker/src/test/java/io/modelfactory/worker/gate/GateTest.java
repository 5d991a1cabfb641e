package io.modelfactory.worker.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.ThresholdOperator;
import io.modelfactory.worker.gate.GateCheck.Verdict;
import io.modelfactory.worker.resolve.GovernanceProfile;
import io.modelfactory.worker.resolve.GovernanceProfile.BaselineBundle;
import io.modelfactory.worker.resolve.GovernanceProfile.Slice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final Optional<Integer> NONE = Optional.empty();

    private static final Map<String, Double> EASY = Map.of("min_auc_roc", 0.6, "max_log_loss", 0.5);

    private static final Map<String, Double> EASY_SLICE = Map.of("min_auc_roc", 0.6);

    /** Both reached by chance: by the constant in log loss, by a random order in AUC ROC. */
    private static final ReferenceValues AUC_BY_CHANCE = new ReferenceValues(Optional.of(0.5), Optional.of(0.58));

    private static final ReferenceValues LOG_LOSS_BY_CHANCE = new ReferenceValues(Optional.of(0.55), Optional.of(0.9));

    private final ObjectNode metrics =
            Json.object().put("auc_roc", 0.8).put("log_loss", 0.3).put("test_rows", 100);

    GateTest() {
        metrics.set("reference", reference());
    }

    private static ObjectNode reference() {
        ObjectNode reference = Json.object();
        reference
                .putObject("constant_score")
                .put("score", 0.25)
                .set("metrics", Json.object().put("auc_roc", 0.5).put("log_loss", 0.55));
        reference
                .putObject("random_order")
                .put("orders", 19)
                .set("metrics", Json.object().put("auc_roc", 0.58).put("log_loss", 0.9));
        return reference;
    }

    @Test
    void everyCheckIsRecordedWhetherItHeldOrNot() {
        GateDecision decision =
                gate(Map.of("min_auc_roc", 0.75, "max_log_loss", 0.2)).decide(metrics);

        assertThat(decision.checks())
                .startsWith(
                        new GateCheck(
                                "max_log_loss",
                                "log_loss",
                                ThresholdOperator.LESS_OR_EQUAL,
                                Optional.of(0.2),
                                Optional.of(0.3),
                                Verdict.FAIL,
                                new CheckScope.Overall(),
                                Optional.of(LOG_LOSS_BY_CHANCE)),
                        new GateCheck(
                                "min_auc_roc",
                                "auc_roc",
                                ThresholdOperator.GREATER_OR_EQUAL,
                                Optional.of(0.75),
                                Optional.of(0.8),
                                Verdict.PASS,
                                new CheckScope.Overall(),
                                Optional.of(AUC_BY_CHANCE)));
        assertThat(decision.checks())
                .extracting(GateCheck::check)
                .endsWith("minimum_discrimination_proofs", "minimum_probability_proofs");
        assertThat(decision.passed()).isFalse();
        assertThat(decision.reasonCodes()).containsExactly("MAX_LOG_LOSS");
        assertThat(decision.explain()).isEqualTo("log_loss 0.3 is not <= 0.2");
    }

    @Test
    void aThresholdThatIsJustReachedHolds() {
        assertThat(gate(Map.of("min_auc_roc", 0.8, "max_log_loss", 0.3))
                        .decide(metrics)
                        .passed())
                .isTrue();
    }

    @Test
    void anUndefinedMetricNeverPasses() {
        metrics.remove("auc_roc");

        GateDecision decision = gate(EASY).decide(metrics);

        assertThat(decision.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(decision.explain()).contains("undefined");
    }

    @Test
    void tooFewTestRowsAndPositivesFailUnderTheirProfileNames() {
        metrics.put("test_positives", 9);
        GovernanceProfile profile = new GovernanceProfile(
                "p",
                "r",
                EASY,
                Optional.empty(),
                Optional.of(101),
                Optional.of(10),
                NONE,
                NONE,
                NONE,
                Optional.empty());

        GateDecision decision = Gate.of(profile).decide(metrics);

        assertThat(decision.checks())
                .extracting(GateCheck::check)
                .containsExactly(
                        "max_log_loss",
                        "min_auc_roc",
                        "minimum_test_rows",
                        "minimum_test_positives",
                        "minimum_discrimination_proofs",
                        "minimum_probability_proofs");
        assertThat(decision.reasonCodes()).containsExactly("MINIMUM_TEST_ROWS", "MINIMUM_TEST_POSITIVES");
    }

    @Test
    void justEnoughTestRowsAndPositivesPass() {
        metrics.put("test_positives", 10);
        GovernanceProfile profile = new GovernanceProfile(
                "p",
                "r",
                EASY,
                Optional.empty(),
                Optional.of(100),
                Optional.of(10),
                NONE,
                NONE,
                NONE,
                Optional.empty());

        assertThat(Gate.of(profile).decide(metrics).passed()).isTrue();
    }

    @Test
    void aProfileWithoutThresholdsIsInvalidNotAPass() {
        assertInvalid(profile(Map.of()), "eval_thresholds");
    }

    @Test
    void aThresholdForAnUnknownMetricIsInvalid() {
        assertInvalid(profile(Map.of("min_auc_roc", 0.1, "min_happiness", 0.5)), "eval_thresholds.min_happiness");
    }

    @Test
    void aThresholdIsAMinimumOrAMaximum() {
        assertInvalid(profile(Map.of("auc_roc", 0.1)), "min_<metric> or max_<metric>");
        assertInvalid(profile(Map.of("min_auc_roc", Double.NaN)), "finite");
    }

    @Test
    void aThresholdAtOrBeyondAnEndOfItsRangeIsInvalid() {
        assertInvalid(profile(Map.of("min_auc_roc", -5.0)), "eval_thresholds.min_auc_roc: -5.0", "above 0 and below 1");
        assertInvalid(profile(Map.of("min_auc_roc", 0.0)), "above 0 and below 1");
        assertInvalid(profile(Map.of("max_brier", 1.0)), "above 0 and below 1");
        assertInvalid(profile(Map.of("min_ks", -1.0)), "above -1 and below 1");
        assertInvalid(profile(Map.of("max_log_loss", 0.0)), "log_loss needs a threshold above 0");
        assertInvalid(profile(Map.of("min_brier_skill", 1.0)), "brier_skill needs a threshold below 1");
        assertInvalid(profile(Map.of("min_test_rows", 0.0)), "above 0");
        assertInvalid(
                withSlices(new Slice(
                        "Home", Optional.empty(), Optional.empty(), Optional.empty(), Map.of("max_ece", 1.5))),
                "slices[0].eval_thresholds.max_ece");
        assertThat(gate(Map.of("min_brier_skill", -3.0, "min_ks", -0.5))).isNotNull();
    }

    @Test
    void aCheckThatAConstantScorePassesProvesNothing() {
        GateDecision decision =
                gate(Map.of("min_auc_roc", 0.6, "max_log_loss", 0.55)).decide(metrics);

        assertThat(decision.checks())
                .filteredOn(GateCheck::provesNothing)
                .extracting(GateCheck::check, GateCheck::verdict)
                .containsExactly(tuple("max_log_loss", Verdict.PASS));
        assertThat(decision.reasonCodes()).containsExactly("MINIMUM_PROBABILITY_PROOFS");
        assertThat(decision.explain()).isEqualTo("probability_proofs 0.0 is not >= 1.0");
    }

    @Test
    void aCheckThatARandomOrderPassesProvesNothing() {
        GateDecision decision =
                gate(Map.of("min_auc_roc", 0.58, "max_log_loss", 0.5)).decide(metrics);

        assertThat(decision.checks())
                .filteredOn(GateCheck::provesNothing)
                .extracting(GateCheck::check)
                .containsExactly("min_auc_roc");
        assertThat(decision.reasonCodes()).containsExactly("MINIMUM_DISCRIMINATION_PROOFS");
    }

    @Test
    void aGateOfOneKindOfCheckDoesNotPass() {
        assertThat(gate(Map.of("min_auc_roc", 0.6)).decide(metrics).reasonCodes())
                .containsExactly("MINIMUM_PROBABILITY_PROOFS");
        assertThat(gate(Map.of("max_log_loss", 0.5)).decide(metrics).reasonCodes())
                .containsExactly("MINIMUM_DISCRIMINATION_PROOFS");
    }

    @Test
    void aProofOfOneSliceIsNoneForAllTestRows() {
        slice("Home", "own", 60, 20, 0.9);
        ObjectNode chance = (ObjectNode) metrics.at("/reference/constant_score/metrics");
        chance.put("auc_roc", 0.7);

        GateDecision decision = Gate.of(
                        withSlices(new Slice("Home", Optional.empty(), Optional.empty(), Optional.empty(), EASY_SLICE)))
                .decide(metrics);

        assertThat(decision.reasonCodes()).containsExactly("MINIMUM_DISCRIMINATION_PROOFS");
    }

    @Test
    void aCountOfTestRowsIsNoProofAndNoneIsAskedOfIt() {
        GateCheck rows =
                gate(Map.of("min_test_rows", 50.0)).decide(metrics).checks().get(0);

        assertThat(rows.passed()).isTrue();
        assertThat(rows.reference()).isEmpty();
        assertThat(rows.provesNothing()).isFalse();
        assertThat(rows.provesSomething()).isFalse();
    }

    @Test
    void anEvaluationWithoutReferenceScoresIsNotJudged() {
        metrics.remove("reference");

        assertThatThrownBy(() -> gate(EASY).decide(metrics)).isInstanceOfSatisfying(FailureException.class, failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.EVAL_REPORT_MISMATCH);
            assertThat(failure.getMessage()).contains("metrics.reference", "config_revision");
        });
    }

    @Test
    void aCandidateWithinTheAllowedRegressionPasses() {
        baseline(Json.object().put("auc_roc", 0.85).put("log_loss", 0.2));

        GateDecision decision =
                Gate.of(withBaseline(Map.of("auc_roc", 0.05, "log_loss", 0.1))).decide(metrics);

        assertThat(decision.passed()).isTrue();
        assertThat(decision.checks())
                .contains(
                        new GateCheck(
                                "max_regression_auc_roc",
                                "auc_roc",
                                ThresholdOperator.GREATER_OR_EQUAL,
                                Optional.of(0.8),
                                Optional.of(0.8),
                                Verdict.PASS,
                                new CheckScope.Baseline(Optional.of(0.85), 0.05),
                                Optional.of(AUC_BY_CHANCE)),
                        new GateCheck(
                                "max_regression_log_loss",
                                "log_loss",
                                ThresholdOperator.LESS_OR_EQUAL,
                                Optional.of(0.3),
                                Optional.of(0.3),
                                Verdict.PASS,
                                new CheckScope.Baseline(Optional.of(0.2), 0.1),
                                Optional.of(LOG_LOSS_BY_CHANCE)));
    }

    @Test
    void aCandidateWorseThanAllowedFailsInEitherDirection() {
        baseline(Json.object().put("auc_roc", 0.85).put("log_loss", 0.2));

        GateDecision decision =
                Gate.of(withBaseline(Map.of("auc_roc", 0.04, "log_loss", 0.09))).decide(metrics);

        assertThat(decision.reasonCodes()).containsExactly("MAX_REGRESSION_AUC_ROC", "MAX_REGRESSION_LOG_LOSS");
        assertThat(decision.explain())
                .isEqualTo("auc_roc 0.8 is not >= 0.81 (the baseline has 0.85, 0.04 worse is allowed);"
                        + " log_loss 0.3 is not <= 0.29 (the baseline has 0.2, 0.09 worse is allowed)");
    }

    @Test
    void aCandidateThatIsBetterThanTheBaselineNeedsNoAllowance() {
        baseline(Json.object().put("auc_roc", 0.7).put("log_loss", 0.4));

        assertThat(Gate.of(withBaseline(Map.of("auc_roc", 0.0, "log_loss", 0.0)))
                        .decide(metrics)
                        .passed())
                .isTrue();
    }

    @Test
    void theCandidateIsComparedByItsNumbersOnTheSameRows() {
        baseline(Json.object().put("auc_roc", 0.7));
        metrics.withObject("/baseline/candidate/metrics").put("auc_roc", 0.65);

        assertThat(Gate.of(withBaseline(Map.of("auc_roc", 0.0))).decide(metrics).reasonCodes())
                .as("0.8 on all test rows, 0.65 on those that the baseline was not fitted on")
                .containsExactly("MAX_REGRESSION_AUC_ROC");
    }

    @Test
    void tooFewUnseenRowsAreNoComparison() {
        baseline(Json.object().put("auc_roc", 0.1)).put("rows", 49).put("left_out_rows", 51);

        GateDecision decision = Gate.of(withBaseline(Map.of("auc_roc", 0.05))).decide(metrics);

        assertThat(decision.passed()).isFalse();
        assertThat(decision.reasonCodes()).containsExactly("CHAMPION_NOT_COMPARABLE");
        assertThat(decision.failureCode()).isEqualTo(FailureCode.CHAMPION_NOT_COMPARABLE);
        assertThat(decision.explain())
                .isEqualTo("comparison_rows 49.0 is not >= 50.0 (test rows that the baseline was not fitted on;"
                        + " 51 were left out)");
        assertThat(decision.checks())
                .extracting(GateCheck::check)
                .noneMatch(check -> check.startsWith("max_regression"));
    }

    @Test
    void tooFewUnseenPositivesAreNoComparison() {
        baseline(Json.object().put("auc_roc", 0.1)).put("positives", 9);

        assertThat(Gate.of(withBaseline(Map.of("auc_roc", 0.05)))
                        .decide(metrics)
                        .failureCode())
                .isEqualTo(FailureCode.CHAMPION_NOT_COMPARABLE);
    }

    @Test
    void aThousandRowsAndFiftyPositivesAreNeededUnlessTheProfileSaysOtherwise() {
        GovernanceProfile profile = profile(EASY);

        assertThat(profile.requiredComparisonRows()).isEqualTo(1_000);
        assertThat(profile.requiredComparisonPositives()).isEqualTo(50);
    }

    @Test
    void aBaselineThatIsNotComparableNeverPasses() {
        baseline(Json.object()).put("not_comparable", "it is the candidate itself, byte for byte");

        GateDecision decision = Gate.of(withBaseline(Map.of("auc_roc", 0.05))).decide(metrics);

        assertThat(decision.failureCode()).isEqualTo(FailureCode.CHAMPION_NOT_COMPARABLE);
        assertThat(decision.explain())
                .isEqualTo("the baseline is not comparable: it is the candidate itself, byte for byte");
    }

    @Test
    void aThresholdThatIsMissedComesBeforeAComparisonThatCannotBeMade() {
        baseline(Json.object()).put("not_comparable", "its descriptor has no split");
        metrics.put("auc_roc", 0.59);

        GateDecision decision = Gate.of(withBaseline(Map.of("auc_roc", 0.05))).decide(metrics);

        assertThat(decision.reasonCodes()).containsExactly("MIN_AUC_ROC", "CHAMPION_NOT_COMPARABLE");
        assertThat(decision.failureCode()).isEqualTo(FailureCode.GATE_FAIL);
    }

    @Test
    void anAttemptBeyondTheBoundIsInconclusiveAndAMissedThresholdComesFirst() {
        GateDecision pass = gate(EASY).decide(metrics);
        GateDecision fail =
                gate(Map.of("min_auc_roc", 0.95, "max_log_loss", 0.5)).decide(metrics);

        assertThat(pass.and(GateCheck.attempts(3, 3)).passed()).isTrue();
        GateDecision spent = pass.and(GateCheck.attempts(4, 3));
        assertThat(spent.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(spent.reasonCodes()).containsExactly("GATE_INCONCLUSIVE");
        assertThat(spent.failureCode()).isEqualTo(FailureCode.GATE_INCONCLUSIVE);
        assertThat(spent.explain()).isEqualTo("gate_attempt 4.0 is not <= 3.0");
        assertThat(fail.and(GateCheck.attempts(4, 3)).failureCode()).isEqualTo(FailureCode.GATE_FAIL);
    }

    @Test
    void whatIsUndefinedForTheBaselineIsNoReasonToPass() {
        baseline(Json.object());

        GateDecision decision = Gate.of(withBaseline(Map.of("auc_roc", 0.5))).decide(metrics);

        assertThat(decision.reasonCodes()).containsExactly("MAX_REGRESSION_AUC_ROC");
        assertThat(decision.checks())
                .filteredOn(check -> check.scope() instanceof CheckScope.Baseline)
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.threshold()).isEmpty();
                    assertThat(check.provesNothing()).isTrue();
                });
    }

    @Test
    void aRegressionThatCannotBeCheckedMakesTheProfileInvalid() {
        assertInvalid(withBaseline(Map.of()), "at least one metric");
        assertInvalid(withBaseline(Map.of("happiness", 0.1)), "allowed_regression.happiness: no metric is called");
        assertInvalid(withBaseline(Map.of("test_rows", 1.0)), "the same for every model");
        assertInvalid(withBaseline(Map.of("auc_roc", -0.1)), "at least 0");
        assertInvalid(withBaseline(Map.of("auc_roc", 1.0)), "below 1.0, which no model could miss");
        assertInvalid(withBaseline(Map.of("auc_roc", Double.POSITIVE_INFINITY)), "finite");
    }

    @Test
    void anEvaluationBesideAnotherBaselineIsNotJudged() {
        assertThatThrownBy(() -> Gate.of(withBaseline(Map.of("auc_roc", 0.1))).decide(metrics))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.EVAL_REPORT_MISMATCH));
    }

    @Test
    void aSliceCanFailWhereTheWholePasses() {
        slice("Home", "own", 60, 20, 0.9);
        slice("Home", "rent", 40, 10, 0.6);

        GateDecision decision = Gate.of(withSlices(new Slice(
                        "Home", Optional.empty(), Optional.empty(), Optional.empty(), Map.of("min_auc_roc", 0.7))))
                .decide(metrics);

        assertThat(decision.checks())
                .filteredOn(check -> check.scope().label().isPresent())
                .extracting(check -> check.scope().label(), GateCheck::verdict)
                .containsExactly(
                        tuple(Optional.of("slice:Home=own"), Verdict.PASS),
                        tuple(Optional.of("slice:Home=rent"), Verdict.FAIL),
                        tuple(Optional.of("slices:Home"), Verdict.PASS));
        assertThat(decision.reasonCodes()).containsExactly("SLICE_MIN_AUC_ROC");
        assertThat(decision.explain()).isEqualTo("auc_roc 0.6 is not >= 0.7 in \"slice:Home=rent\"");
    }

    @Test
    void aSliceThatIsTooSmallIsListedAndNotJudged() {
        slice("Home", "own", 70, 20, 0.9);
        slice("Home", "rent", 59, 10, 0.1);
        slice("Home", "free", 70, 0, 0.1);
        slice("Home", "family", 70, 31, 0.1);

        GateDecision decision = Gate.of(withSlices(minimum(60, 1, 40))).decide(metrics);

        assertThat(decision.passed()).isTrue();
        assertThat(decision.slices())
                .extracting(slice -> slice.slice().value().orElse(""), SliceAssessment::judged)
                .containsExactly(
                        tuple("own", true), tuple("rent", false), tuple("free", false), tuple("family", false));
        assertThat(decision.checks()).extracting(GateCheck::check).containsOnlyOnce("minimum_judged_slices");
    }

    @Test
    void aColumnWithoutAnySliceThatIsLargeEnoughDoesNotPass() {
        slice("Home", "own", 59, 20, 0.9);
        slice("Home", "rent", 41, 20, 0.9);

        GateDecision decision = Gate.of(withSlices(minimum(60, 0, 0))).decide(metrics);

        assertThat(decision.reasonCodes()).containsExactly("MINIMUM_JUDGED_SLICES");
        assertThat(decision.explain()).isEqualTo("judged_slices 0.0 is not >= 1.0 in \"slices:Home\"");
    }

    private static Slice minimum(int rows, int positives, int negatives) {
        return new Slice(
                "Home", Optional.of(rows), Optional.of(positives), Optional.of(negatives), Map.of("min_auc_roc", 0.7));
    }

    @Test
    void aJudgedSliceWhoseMetricIsUndefinedFails() {
        metrics.withArray("slices")
                .addObject()
                .put("column", "Home")
                .putNull("value")
                .<ObjectNode>set("metrics", Json.object().put("test_rows", 5).put("test_positives", 0))
                .set("reference", reference());

        GateDecision decision = Gate.of(withSlices(new Slice(
                        "Home", Optional.empty(), Optional.empty(), Optional.empty(), Map.of("min_auc_roc", 0.6))))
                .decide(metrics);

        assertThat(decision.explain()).isEqualTo("auc_roc undefined is not >= 0.6 in \"slice:Home is missing\"");
    }

    @Test
    void manyFailedSlicesAreOneReasonAndAShortSentence() {
        IntStream.range(0, 30).forEach(value -> slice("Home", "v" + value, 60, 20, 0.5));

        GateDecision decision = Gate.of(withSlices(new Slice(
                        "Home", Optional.empty(), Optional.empty(), Optional.empty(), Map.of("min_auc_roc", 0.7))))
                .decide(metrics);

        assertThat(decision.reasonCodes()).containsExactly("SLICE_MIN_AUC_ROC");
        assertThat(decision.explain()).endsWith("; and 20 more");
    }

    @Test
    void slicesThatCannotBeCheckedMakeTheProfileInvalid() {
        Slice home = new Slice("Home", Optional.empty(), Optional.empty(), Optional.empty(), EASY);

        assertInvalid(withSlices(home, home), "slices[1].column: Home");
        assertInvalid(
                withSlices(new Slice("Home", Optional.empty(), Optional.empty(), Optional.empty(), Map.of())),
                "slices[0].eval_thresholds");
        assertInvalid(
                withSlices(new Slice(
                        "Home", Optional.empty(), Optional.empty(), Optional.empty(), Map.of("min_happiness", 1.0))),
                "slices[0].eval_thresholds.min_happiness");
    }

    @Test
    void anEvaluationWithoutThePinnedSlicesIsNotJudged() {
        Gate gate = Gate.of(withSlices(new Slice("Home", Optional.empty(), Optional.empty(), Optional.empty(), EASY)));

        assertThatThrownBy(() -> gate.decide(metrics)).isInstanceOfSatisfying(FailureException.class, failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.EVAL_REPORT_MISMATCH);
            assertThat(failure.getMessage()).contains("Home");
        });
    }

    /** The candidate's numbers on the compared rows are those on all test rows. */
    private ObjectNode baseline(ObjectNode numbers) {
        ObjectNode candidate = Json.object();
        candidate.set("metrics", metrics.deepCopy());
        candidate.set("reference", reference());
        ObjectNode baseline =
                metrics.putObject("baseline").put("bundle_id", "bundle_1").put("bundle_version", "v0-1");
        baseline.set("metrics", numbers);
        baseline.set("candidate", candidate);
        return baseline.putObject("comparison")
                .put("rows", 60)
                .put("positives", 20)
                .put("left_out_rows", 40);
    }

    private void slice(String column, String value, int rows, int positives, double auc) {
        metrics.withArray("slices")
                .addObject()
                .put("column", column)
                .put("value", value)
                .<ObjectNode>set(
                        "metrics",
                        Json.object()
                                .put("test_rows", rows)
                                .put("test_positives", positives)
                                .put("auc_roc", auc))
                .set("reference", reference());
    }

    private static Gate gate(Map<String, Double> thresholds) {
        return Gate.of(profile(thresholds));
    }

    private static GovernanceProfile profile(Map<String, Double> thresholds) {
        return new GovernanceProfile(
                "p", "r", thresholds, Optional.empty(), NONE, NONE, NONE, NONE, NONE, Optional.empty());
    }

    private static GovernanceProfile withBaseline(Map<String, Double> allowedRegression) {
        return new GovernanceProfile(
                "p",
                "r",
                EASY,
                Optional.of(new BaselineBundle("bundle_1", "v0-1", allowedRegression)),
                NONE,
                NONE,
                Optional.of(50),
                Optional.of(10),
                NONE,
                Optional.empty());
    }

    private static GovernanceProfile withSlices(Slice... slices) {
        return new GovernanceProfile(
                "p", "r", EASY, Optional.empty(), NONE, NONE, NONE, NONE, NONE, Optional.of(List.of(slices)));
    }

    private static void assertInvalid(GovernanceProfile profile, String... named) {
        assertThatThrownBy(() -> Gate.of(profile)).isInstanceOfSatisfying(FailureException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(FailureCode.GOVERNANCE_PROFILE_INVALID);
            assertThat(refusal.getMessage()).contains(named);
        });
    }
}
