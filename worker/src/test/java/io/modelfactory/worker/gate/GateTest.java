package io.modelfactory.worker.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.ThresholdOperator;
import io.modelfactory.worker.gate.GateCheck.Verdict;
import io.modelfactory.worker.resolve.GovernanceProfile;
import io.modelfactory.worker.resolve.GovernanceProfile.Slice;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Thresholds, and the reference scores that show what a threshold proves. */
class GateTest {
    private static final Optional<Integer> NONE = Optional.empty();

    private final ObjectNode metrics = new GateFixture().metrics;

    @Test
    void everyCheckIsRecordedWhetherItHeldOrNot() {
        GateDecision decision = GateFixture.gate(Map.of("min_auc_roc", 0.75, "max_log_loss", 0.2))
                .decide(metrics);

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
                                Optional.of(GateFixture.LOG_LOSS_BY_CHANCE),
                                Optional.empty()),
                        new GateCheck(
                                "min_auc_roc",
                                "auc_roc",
                                ThresholdOperator.GREATER_OR_EQUAL,
                                Optional.of(0.75),
                                Optional.of(0.8),
                                Verdict.PASS,
                                new CheckScope.Overall(),
                                Optional.of(GateFixture.AUC_BY_CHANCE),
                                Optional.empty()));
        assertThat(decision.checks())
                .extracting(GateCheck::check)
                .endsWith("minimum_discrimination_proofs", "minimum_probability_proofs");
        assertThat(decision.passed()).isFalse();
        assertThat(decision.reasonCodes()).containsExactly("MAX_LOG_LOSS");
        assertThat(decision.explain()).isEqualTo("log_loss 0.3 is not <= 0.2");
        assertThat(decision.observed()).isEqualTo(Map.of("auc_roc", 0.8, "log_loss", 0.3));
    }

    @Test
    void aThresholdThatIsJustReachedHolds() {
        assertThat(GateFixture.gate(Map.of("min_auc_roc", 0.8, "max_log_loss", 0.3))
                        .decide(metrics)
                        .passed())
                .isTrue();
    }

    @Test
    void anUndefinedMetricNeverPasses() {
        metrics.remove("auc_roc");

        GateDecision decision = GateFixture.gate(GateFixture.EASY).decide(metrics);

        assertThat(decision.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(decision.explain()).contains("undefined");
        assertThat(decision.observed()).doesNotContainKey("auc_roc");
    }

    @Test
    void tooFewTestRowsAndPositivesFailUnderTheirProfileNames() {
        metrics.put("test_positives", 9);
        GovernanceProfile profile = new GovernanceProfile(
                "p",
                "r",
                GateFixture.EASY,
                Optional.empty(),
                Optional.of(101),
                Optional.of(10),
                NONE,
                NONE,
                NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
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
                GateFixture.EASY,
                Optional.empty(),
                Optional.of(100),
                Optional.of(10),
                NONE,
                NONE,
                NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThat(Gate.of(profile).decide(metrics).passed()).isTrue();
    }

    @Test
    void aProfileWithoutThresholdsIsInvalidNotAPass() {
        GateFixture.assertInvalid(GateFixture.profile(Map.of()), "eval_thresholds");
    }

    @Test
    void aThresholdForAnUnknownMetricIsInvalid() {
        GateFixture.assertInvalid(
                GateFixture.profile(Map.of("min_auc_roc", 0.1, "min_happiness", 0.5)), "eval_thresholds.min_happiness");
    }

    @Test
    void aThresholdIsAMinimumOrAMaximum() {
        GateFixture.assertInvalid(GateFixture.profile(Map.of("auc_roc", 0.1)), "min_<metric> or max_<metric>");
        GateFixture.assertInvalid(GateFixture.profile(Map.of("min_auc_roc", Double.NaN)), "finite");
    }

    @Test
    void aThresholdAtOrBeyondAnEndOfItsRangeIsInvalid() {
        GateFixture.assertInvalid(
                GateFixture.profile(Map.of("min_auc_roc", -5.0)),
                "eval_thresholds.min_auc_roc: -5.0",
                "above 0 and below 1");
        GateFixture.assertInvalid(GateFixture.profile(Map.of("min_auc_roc", 0.0)), "above 0 and below 1");
        GateFixture.assertInvalid(GateFixture.profile(Map.of("max_brier", 1.0)), "above 0 and below 1");
        GateFixture.assertInvalid(GateFixture.profile(Map.of("min_ks", -1.0)), "above -1 and below 1");
        GateFixture.assertInvalid(
                GateFixture.profile(Map.of("max_log_loss", 0.0)), "log_loss needs a threshold above 0");
        GateFixture.assertInvalid(
                GateFixture.profile(Map.of("min_brier_skill", 1.0)), "brier_skill needs a threshold below 1");
        GateFixture.assertInvalid(GateFixture.profile(Map.of("min_test_rows", 0.0)), "above 0");
        GateFixture.assertInvalid(
                GateFixture.withSlices(new Slice(
                        "Home",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("max_ece", 1.5),
                        Optional.empty())),
                "slices[0].eval_thresholds.max_ece");
        assertThat(GateFixture.gate(Map.of("min_brier_skill", -3.0, "min_ks", -0.5)))
                .isNotNull();
    }

    @Test
    void aCheckThatAConstantScorePassesProvesNothing() {
        GateDecision decision = GateFixture.gate(Map.of("min_auc_roc", 0.6, "max_log_loss", 0.55))
                .decide(metrics);

        assertThat(decision.checks())
                .filteredOn(GateCheck::provesNothing)
                .extracting(GateCheck::check, GateCheck::verdict)
                .containsExactly(tuple("max_log_loss", Verdict.PASS));
        assertThat(decision.reasonCodes()).containsExactly("MINIMUM_PROBABILITY_PROOFS");
        assertThat(decision.explain()).isEqualTo("probability_proofs 0.0 is not >= 1.0");
    }

    @Test
    void aCheckThatARandomOrderPassesProvesNothing() {
        GateDecision decision = GateFixture.gate(Map.of("min_auc_roc", 0.58, "max_log_loss", 0.5))
                .decide(metrics);

        assertThat(decision.checks())
                .filteredOn(GateCheck::provesNothing)
                .extracting(GateCheck::check)
                .containsExactly("min_auc_roc");
        assertThat(decision.reasonCodes()).containsExactly("MINIMUM_DISCRIMINATION_PROOFS");
    }

    @Test
    void aGateOfOneKindOfCheckDoesNotPass() {
        assertThat(GateFixture.gate(Map.of("min_auc_roc", 0.6)).decide(metrics).reasonCodes())
                .containsExactly("MINIMUM_PROBABILITY_PROOFS");
        assertThat(GateFixture.gate(Map.of("max_log_loss", 0.5)).decide(metrics).reasonCodes())
                .containsExactly("MINIMUM_DISCRIMINATION_PROOFS");
    }

    @Test
    void aCountOfTestRowsIsNoProofAndNoneIsAskedOfIt() {
        GateCheck rows = GateFixture.gate(Map.of("min_test_rows", 50.0))
                .decide(metrics)
                .checks()
                .get(0);

        assertThat(rows.passed()).isTrue();
        assertThat(rows.reference()).isEmpty();
        assertThat(rows.provesNothing()).isFalse();
        assertThat(rows.provesSomething()).isFalse();
    }

    @Test
    void anEvaluationWithoutReferenceScoresIsNotJudged() {
        metrics.remove("reference");

        assertThatThrownBy(() -> GateFixture.gate(GateFixture.EASY).decide(metrics))
                .isInstanceOfSatisfying(FailureException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(FailureCode.EVAL_REPORT_MISMATCH);
                    assertThat(failure.getMessage()).contains("metrics.reference", "config_revision");
                });
    }
}
