package io.modelfactory.worker.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.Verdict;
import io.modelfactory.worker.resolve.Uncertainty;
import io.modelfactory.worker.resolve.Uncertainty.Judging;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that are judged by where a number lies. */
class GateBoundsTest {
    private final GateFixture fixture = new GateFixture();

    @ParameterizedTest
    @CsvSource({"0.61,0.95,PASS", "0.6,0.95,PASS", "0.59,0.95,INCONCLUSIVE", "0.3,0.6,INCONCLUSIVE", "0.3,0.59,FAIL"})
    void aMinimumPassesWithItsWholeInterval(double lower, double upper, Verdict verdict) {
        stated().set("auc_roc", interval(lower, upper));
        stated().set("log_loss", interval(0.1, 0.2));

        assertThat(check("min_auc_roc", decision(Optional.empty())).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"0.2,0.5,PASS", "0.2,0.51,INCONCLUSIVE", "0.51,0.6,FAIL"})
    void aMaximumPassesWithItsWholeInterval(double lower, double upper, Verdict verdict) {
        stated().set("auc_roc", interval(0.7, 0.9));
        stated().set("log_loss", interval(lower, upper));

        assertThat(check("max_log_loss", decision(Optional.empty())).verdict()).isEqualTo(verdict);
    }

    @Test
    void whatDecidesNothingLetsNothingPassUnderACodeOfItsOwn() {
        stated().set("auc_roc", interval(0.55, 0.95));
        stated().set("log_loss", interval(0.1, 0.2));

        GateDecision undecided = decision(Optional.empty());

        assertThat(undecided.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(undecided.reasonCodes()).containsExactly("GATE_INCONCLUSIVE");
        assertThat(undecided.failureCode()).isEqualTo(FailureCode.GATE_INCONCLUSIVE);
        assertThat(undecided.explain())
                .contains("auc_roc 0.8 is not >= 0.6 (at 0.95 it lies between 0.55 and 0.95, which decides nothing)");
        stated().set("log_loss", interval(0.6, 0.7));
        assertThat(decision(Optional.empty()).failureCode())
                .as("failing takes precedence")
                .isEqualTo(FailureCode.GATE_FAIL);
    }

    @Test
    void aNumberWithoutAnIntervalDecidesNothingAndAnUndefinedOneFails() {
        stated().set("log_loss", interval(0.1, 0.2));
        assertThat(check("min_auc_roc", decision(Optional.empty())).verdict()).isEqualTo(Verdict.INCONCLUSIVE);

        fixture.metrics.remove("auc_roc");
        assertThat(check("min_auc_roc", decision(Optional.empty())).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aCheckIsJudgedAsTheProfileSaysOfIt() {
        stated().set("auc_roc", interval(0.55, 0.95));
        stated().set("log_loss", interval(0.1, 0.2));

        GateDecision decision = decision(Optional.of(Map.of("min_auc_roc", Judging.POINT)));

        assertThat(check("min_auc_roc", decision).verdict()).isEqualTo(Verdict.PASS);
        assertThat(check("min_auc_roc", decision).bounds()).isEmpty();
        assertThat(check("max_log_loss", decision).bounds()).isPresent();
        GateFixture.assertInvalid(
                GateFixture.uncertain(
                        GateFixture.profile(GateFixture.EASY),
                        uncertainty(Optional.of(Map.of("min_recall", Judging.POINT)), Optional.empty())),
                "uncertainty.judge_by_check.min_recall",
                "max_log_loss, min_auc_roc");
        GateFixture.assertInvalid(
                GateFixture.uncertain(
                        GateFixture.withBaseline(Map.of("auc_roc", 0.02)),
                        uncertainty(Optional.empty(), Optional.of(Map.of("brier", 0.1)))),
                "uncertainty.effects.brier",
                "it has auc_roc");
    }

    @Test
    void anEvaluationWithoutTheAskedIntervalsIsNoEvaluationForThisGate() {
        for (int draws : new int[] {0, 500}) {
            fixture.metrics.remove("intervals");
            if (draws > 0) {
                stated();
                fixture.metrics.withObject("/intervals/bootstrap").put("draws", draws);
            }
            assertThatExceptionOfType(FailureException.class)
                    .isThrownBy(() -> decision(Optional.empty()))
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.EVAL_REPORT_MISMATCH));
        }
    }

    /** Log loss is better the lower it is; its difference is stated as an improvement, as all are. */
    @ParameterizedTest
    @CsvSource({"-0.02,0.01,PASS", "-0.0201,0.01,INCONCLUSIVE", "-0.03,-0.02,INCONCLUSIVE", "-0.05,-0.0201,FAIL"})
    void aRegressionIsAllowedIfItsBoundIs(double lower, double upper, Verdict verdict) {
        stated().set("auc_roc", interval(0.7, 0.9));
        stated().set("log_loss", interval(0.1, 0.2));
        fixture.baseline(Json.object().put("auc_roc", 0.5).put("log_loss", 0.9));
        ObjectNode difference =
                fixture.metrics.withObject("/baseline/difference").put("level", 0.95);
        difference
                .withObjectProperty("metrics")
                .set(
                        "log_loss",
                        interval(lower, upper).put("standard_error", 0.01).put("power", 0.9));
        GateDecision decision = Gate.of(GateFixture.uncertain(
                        GateFixture.withBaseline(Map.of("log_loss", 0.02)),
                        uncertainty(Optional.empty(), Optional.of(Map.of("log_loss", 0.01)))))
                .decide(fixture.metrics);

        GateCheck check = check("max_regression_log_loss", decision);
        assertThat(check.verdict()).isEqualTo(verdict);
        assertThat(check.bounds().orElseThrow().power()).contains(0.9);
    }

    @Test
    void theEvaluationIsAskedForTheIntervalsOfTheGatedMetrics() {
        Gate gate = Gate.of(GateFixture.uncertain(
                GateFixture.withBaseline(Map.of("brier", 0.01)),
                uncertainty(Optional.empty(), Optional.of(Map.of("brier", 0.005)))));

        assertThat(gate.metrics()).containsExactly(Metric.LOG_LOSS, Metric.AUC_ROC);
        assertThat(gate.margins()).containsExactly(Map.entry(Metric.BRIER, 0.01 + 0.005));
        assertThat(GateFixture.gate(GateFixture.EASY).margins()).isEmpty();
    }

    @Test
    void tooFewDrawsForTheLevelAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Uncertainty(
                        Judging.BOUND,
                        Optional.empty(),
                        Optional.of(0.999),
                        Optional.of(999),
                        Optional.empty(),
                        Optional.empty()))
                .withMessageContaining("999 bootstrap_draws have no end at level 0.999");
    }

    private GateDecision decision(Optional<Map<String, Judging>> judged) {
        return Gate.of(GateFixture.uncertain(
                        GateFixture.profile(GateFixture.EASY), uncertainty(judged, Optional.empty())))
                .decide(fixture.metrics);
    }

    private static GateCheck check(String name, GateDecision decision) {
        return decision.checks().stream()
                .filter(check -> check.check().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Uncertainty uncertainty(
            Optional<Map<String, Judging>> judged, Optional<Map<String, Double>> effects) {
        return new Uncertainty(Judging.BOUND, judged, Optional.empty(), Optional.empty(), Optional.empty(), effects);
    }

    private ObjectNode stated() {
        ObjectNode intervals = fixture.metrics.withObject("/intervals").put("level", 0.95);
        intervals.withObjectProperty("bootstrap").put("draws", 999);
        return intervals.withObjectProperty("metrics");
    }

    private static ObjectNode interval(double lower, double upper) {
        return Json.object().put("lower", lower).put("upper", upper).put("method", "bootstrap");
    }
}
