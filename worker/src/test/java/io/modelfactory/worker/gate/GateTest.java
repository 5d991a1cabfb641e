package io.modelfactory.worker.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.Operator;
import io.modelfactory.worker.gate.GateCheck.Verdict;
import io.modelfactory.worker.resolve.GovernanceProfile;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final Set<String> METRICS = Set.of("auc_roc", "log_loss", "test_rows", "test_positives");

    private final ObjectNode metrics =
            Json.object().put("auc_roc", 0.8).put("log_loss", 0.3).put("test_rows", 100);

    @Test
    void everyCheckIsRecordedWhetherItHeldOrNot() {
        GateDecision decision =
                gate(Map.of("min_auc_roc", 0.75, "max_log_loss", 0.2)).decide(metrics);

        assertThat(decision.checks())
                .containsExactly(
                        new GateCheck(
                                "max_log_loss",
                                "log_loss",
                                Operator.LESS_OR_EQUAL,
                                0.2,
                                Optional.of(0.3),
                                Verdict.FAIL),
                        new GateCheck(
                                "min_auc_roc",
                                "auc_roc",
                                Operator.GREATER_OR_EQUAL,
                                0.75,
                                Optional.of(0.8),
                                Verdict.PASS));
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

        GateDecision decision = gate(Map.of("min_auc_roc", 0.0)).decide(metrics);

        assertThat(decision.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(decision.explain()).contains("undefined");
    }

    @Test
    void tooFewTestRowsFail() {
        GovernanceProfile profile = new GovernanceProfile(
                "p",
                "r",
                Map.of("min_auc_roc", 0.1),
                Optional.empty(),
                Optional.of(101),
                Optional.empty(),
                Optional.empty());

        assertThat(Gate.of(profile, METRICS).decide(metrics).reasonCodes()).containsExactly("MIN_TEST_ROWS");
    }

    @Test
    void aProfileWithoutThresholdsIsInvalidNotAPass() {
        assertInvalid(Map.of(), "eval_thresholds");
    }

    @Test
    void aThresholdForAnUnknownMetricIsInvalid() {
        assertInvalid(Map.of("min_auc_roc", 0.1, "min_happiness", 0.5), "min_happiness");
    }

    @Test
    void aProfileThatAsksForChecksNobodyMakesIsInvalid() {
        GovernanceProfile profile = new GovernanceProfile(
                "p",
                "r",
                Map.of("min_auc_roc", 0.1),
                Optional.of(new GovernanceProfile.BaselineBundle("b", "v", Map.of())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThatThrownBy(() -> Gate.of(profile, METRICS))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("baseline_bundle");
    }

    @Test
    void aThresholdIsAMinimumOrAMaximum() {
        assertInvalid(Map.of("auc_roc", 0.1), "min_<metric> or max_<metric>");
        assertInvalid(Map.of("min_auc_roc", Double.NaN), "finite");
    }

    private static Gate gate(Map<String, Double> thresholds) {
        return Gate.of(profile(thresholds), METRICS);
    }

    private static GovernanceProfile profile(Map<String, Double> thresholds) {
        return new GovernanceProfile(
                "p", "r", thresholds, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static void assertInvalid(Map<String, Double> thresholds, String named) {
        assertThatThrownBy(() -> gate(thresholds)).isInstanceOfSatisfying(FailureException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(FailureCode.GOVERNANCE_PROFILE_INVALID);
            assertThat(refusal.getMessage()).contains(named);
        });
    }
}
