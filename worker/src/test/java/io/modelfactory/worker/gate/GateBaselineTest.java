package io.modelfactory.worker.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.ThresholdOperator;
import io.modelfactory.worker.gate.GateCheck.Verdict;
import io.modelfactory.worker.resolve.GovernanceProfile;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The comparison with a champion, and the bound on attempts. */
class GateBaselineTest {
    private final GateFixture fixture = new GateFixture();
    private final ObjectNode metrics = fixture.metrics;

    @Test
    void aCandidateWithinTheAllowedRegressionPasses() {
        fixture.baseline(Json.object().put("auc_roc", 0.85).put("log_loss", 0.2));

        GateDecision decision = Gate.of(GateFixture.withBaseline(Map.of("auc_roc", 0.05, "log_loss", 0.1)))
                .decide(metrics);

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
                                Optional.of(GateFixture.AUC_BY_CHANCE),
                                Optional.empty()),
                        new GateCheck(
                                "max_regression_log_loss",
                                "log_loss",
                                ThresholdOperator.LESS_OR_EQUAL,
                                Optional.of(0.3),
                                Optional.of(0.3),
                                Verdict.PASS,
                                new CheckScope.Baseline(Optional.of(0.2), 0.1),
                                Optional.of(GateFixture.LOG_LOSS_BY_CHANCE),
                                Optional.empty()));
    }

    @Test
    void aCandidateWorseThanAllowedFailsInEitherDirection() {
        fixture.baseline(Json.object().put("auc_roc", 0.85).put("log_loss", 0.2));

        GateDecision decision = Gate.of(GateFixture.withBaseline(Map.of("auc_roc", 0.04, "log_loss", 0.09)))
                .decide(metrics);

        assertThat(decision.reasonCodes()).containsExactly("MAX_REGRESSION_AUC_ROC", "MAX_REGRESSION_LOG_LOSS");
        assertThat(decision.explain())
                .isEqualTo("auc_roc 0.8 is not >= 0.81 (the baseline has 0.85, 0.04 worse is allowed);"
                        + " log_loss 0.3 is not <= 0.29 (the baseline has 0.2, 0.09 worse is allowed)");
    }

    @Test
    void aCandidateThatIsBetterThanTheBaselineNeedsNoAllowance() {
        fixture.baseline(Json.object().put("auc_roc", 0.7).put("log_loss", 0.4));

        assertThat(Gate.of(GateFixture.withBaseline(Map.of("auc_roc", 0.0, "log_loss", 0.0)))
                        .decide(metrics)
                        .passed())
                .isTrue();
    }

    @Test
    void theCandidateIsComparedByItsNumbersOnTheSameRows() {
        fixture.baseline(Json.object().put("auc_roc", 0.7));
        metrics.withObject("/baseline/candidate/metrics").put("auc_roc", 0.65);

        assertThat(Gate.of(GateFixture.withBaseline(Map.of("auc_roc", 0.0)))
                        .decide(metrics)
                        .reasonCodes())
                .as("0.8 on all test rows, 0.65 on those that the baseline was not fitted on")
                .containsExactly("MAX_REGRESSION_AUC_ROC");
    }

    @Test
    void tooFewUnseenRowsAreNoComparison() {
        fixture.baseline(Json.object().put("auc_roc", 0.1)).put("rows", 49).put("left_out_rows", 51);

        GateDecision decision =
                Gate.of(GateFixture.withBaseline(Map.of("auc_roc", 0.05))).decide(metrics);

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
        fixture.baseline(Json.object().put("auc_roc", 0.1)).put("positives", 9);

        assertThat(Gate.of(GateFixture.withBaseline(Map.of("auc_roc", 0.05)))
                        .decide(metrics)
                        .failureCode())
                .isEqualTo(FailureCode.CHAMPION_NOT_COMPARABLE);
    }

    @Test
    void aThousandRowsAndFiftyPositivesAreNeededUnlessTheProfileSaysOtherwise() {
        GovernanceProfile profile = GateFixture.profile(GateFixture.EASY);

        assertThat(profile.requiredComparisonRows()).isEqualTo(1_000);
        assertThat(profile.requiredComparisonPositives()).isEqualTo(50);
    }

    @Test
    void aBaselineThatIsNotComparableNeverPasses() {
        fixture.baseline(Json.object()).put("not_comparable", "it is the candidate itself, byte for byte");

        GateDecision decision =
                Gate.of(GateFixture.withBaseline(Map.of("auc_roc", 0.05))).decide(metrics);

        assertThat(decision.failureCode()).isEqualTo(FailureCode.CHAMPION_NOT_COMPARABLE);
        assertThat(decision.explain())
                .isEqualTo("the baseline is not comparable: it is the candidate itself, byte for byte");
    }

    @Test
    void aThresholdThatIsMissedComesBeforeAComparisonThatCannotBeMade() {
        fixture.baseline(Json.object()).put("not_comparable", "its descriptor has no split");
        metrics.put("auc_roc", 0.59);

        GateDecision decision =
                Gate.of(GateFixture.withBaseline(Map.of("auc_roc", 0.05))).decide(metrics);

        assertThat(decision.reasonCodes()).containsExactly("MIN_AUC_ROC", "CHAMPION_NOT_COMPARABLE");
        assertThat(decision.failureCode()).isEqualTo(FailureCode.GATE_FAIL);
    }

    @Test
    void anAttemptBeyondTheBoundIsInconclusiveAndAMissedThresholdComesFirst() {
        GateDecision pass = GateFixture.gate(GateFixture.EASY).decide(metrics);
        GateDecision fail = GateFixture.gate(Map.of("min_auc_roc", 0.95, "max_log_loss", 0.5))
                .decide(metrics);

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
        fixture.baseline(Json.object());

        GateDecision decision =
                Gate.of(GateFixture.withBaseline(Map.of("auc_roc", 0.5))).decide(metrics);

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
        GateFixture.assertInvalid(GateFixture.withBaseline(Map.of()), "at least one metric");
        GateFixture.assertInvalid(
                GateFixture.withBaseline(Map.of("happiness", 0.1)),
                "allowed_regression.happiness: no metric is called");
        GateFixture.assertInvalid(GateFixture.withBaseline(Map.of("test_rows", 1.0)), "the same for every model");
        GateFixture.assertInvalid(GateFixture.withBaseline(Map.of("auc_roc", -0.1)), "at least 0");
        GateFixture.assertInvalid(
                GateFixture.withBaseline(Map.of("auc_roc", 1.0)), "below 1.0, which no model could miss");
        GateFixture.assertInvalid(GateFixture.withBaseline(Map.of("auc_roc", Double.POSITIVE_INFINITY)), "finite");
    }

    @Test
    void anEvaluationBesideAnotherBaselineIsNotJudged() {
        assertThatThrownBy(() -> Gate.of(GateFixture.withBaseline(Map.of("auc_roc", 0.1)))
                        .decide(metrics))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.EVAL_REPORT_MISMATCH));
    }
}
