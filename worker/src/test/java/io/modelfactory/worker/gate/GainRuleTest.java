package io.modelfactory.worker.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.Verdict;
import io.modelfactory.worker.resolve.GovernanceProfile;
import io.modelfactory.worker.resolve.ReportPart;
import io.modelfactory.worker.resolve.Uncertainty;
import io.modelfactory.worker.resolve.Uncertainty.Judging;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a candidate gains over logistic regression, against what a profile demands. */
class GainRuleTest {
    private static final Map<String, Double> DEMANDED = Map.of("auc_roc", 0.02);

    private final GateFixture fixture = new GateFixture();

    @Test
    void aGainOfWhatIsDemandedPasses() {
        gain("auc_roc", 0.02);

        GateCheck check = check(profile(DEMANDED, Optional.empty()));

        assertThat(check.verdict()).isEqualTo(Verdict.PASS);
        assertThat(check.describe()).isEqualTo("gain_auc_roc 0.02 is >= 0.02 (logistic regression has 0.78)");
    }

    @Test
    void aSmallerGainFailsByName() {
        gain("auc_roc", 0.0199);

        GateDecision decision = Gate.of(profile(DEMANDED, Optional.empty())).decide(fixture.metrics);

        assertThat(decision.reasonCodes()).containsExactly("MIN_GAIN_AUC_ROC");
        assertThat(decision.failureCode()).isEqualTo(FailureCode.GATE_FAIL);
    }

    @Test
    void boundsDecideWhereTheProfileSaysSo() {
        ObjectNode found = gain("auc_roc", 0.03);
        GovernanceProfile byBound = profile(DEMANDED, Optional.of(Judging.BOUND));

        found.put("lower", 0.021).put("upper", 0.04).put("method", "delong");
        assertThat(check(byBound).verdict()).isEqualTo(Verdict.PASS);
        found.put("lower", 0.01);
        assertThat(check(byBound).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        found.put("upper", 0.019);
        assertThat(check(byBound).verdict()).isEqualTo(Verdict.FAIL);
        found.remove("lower");
        assertThat(check(byBound).verdict()).as("without bounds").isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(check(profile(DEMANDED, Optional.of(Judging.POINT))).verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void whereNoLogisticRegressionCouldBeFittedADemandedGainFails() {
        fixture.metrics.putObject("logistic_baseline").put("not_trained", "one class");

        assertThat(check(profile(DEMANDED, Optional.empty())).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aReportOfAnEarlierReleaseIsNotJudged() {
        assertThatThrownBy(() -> check(profile(DEMANDED, Optional.empty())))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("metrics.logistic_baseline: is missing");
    }

    @Test
    void demandsThatEveryModelOrNoneFulfilsAreRefused() {
        GateFixture.assertInvalid(
                profile(Map.of("auc_roc", -0.1), Optional.empty()),
                "logistic_baseline.min_gain.auc_roc: must be a finite number of at least 0");
        GateFixture.assertInvalid(profile(Map.of("auc_roc", 1.0), Optional.empty()), "which no model could gain");
        GateFixture.assertInvalid(profile(Map.of("test_rows", 3.0), Optional.empty()), "is the same for every model");
        GateFixture.assertInvalid(profile(Map.of("fame", 0.1), Optional.empty()), "no metric is called fame");
    }

    @Test
    void aGainOverWhatIsNotMeasuredIsRefused() throws JsonProcessingException {
        GovernanceProfile demanding = profile(DEMANDED, Optional.empty());

        assertThat(Gate.of(reporting(demanding, "logistic_baseline"))
                        .requestedMeasures()
                        .reports())
                .containsExactly(ReportPart.LOGISTIC_BASELINE);
        GateFixture.assertInvalid(
                reporting(demanding, "contributions", "drift"), "reports: must name logistic_baseline");
    }

    private static GovernanceProfile reporting(GovernanceProfile profile, String... parts)
            throws JsonProcessingException {
        ObjectNode json = Json.objectTree(profile);
        json.set("reports", Json.tree(List.of(parts)));
        return Json.convert(json, GovernanceProfile.class);
    }

    private ObjectNode gain(String metric, double gain) {
        ObjectNode baseline = fixture.metrics.putObject("logistic_baseline");
        baseline.set("metrics", Json.object().put(metric, 0.78));
        return baseline.putObject("gain")
                .put("level", 0.95)
                .putObject("metrics")
                .putObject(metric)
                .put("gain", gain);
    }

    private GateCheck check(GovernanceProfile profile) {
        profile.uncertainty()
                .ifPresent(pinned -> fixture.metrics
                        .putObject("intervals")
                        .put("level", pinned.confidence())
                        .putObject("bootstrap")
                        .put("draws", pinned.draws()));
        return Gate.of(profile).decide(fixture.metrics).checks().stream()
                .filter(check -> check.check().startsWith("min_gain_"))
                .findFirst()
                .orElseThrow();
    }

    private static GovernanceProfile profile(Map<String, Double> minGain, Optional<Judging> judge) {
        GovernanceProfile base = GateFixture.profile(GateFixture.EASY);
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
                judge.map(one -> new Uncertainty(
                        Judging.POINT,
                        Optional.of(
                                Map.of("min_gain_" + minGain.keySet().iterator().next(), one)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())),
                base.minBudgetDaysShare(),
                base.scorecardThresholds(),
                base.weeks(),
                Optional.of(new GovernanceProfile.LogisticGain(minGain)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
