package io.modelfactory.worker.app.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.operator.ThresholdSuggestion.SuggestedThreshold;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Yaml;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.Gate;
import io.modelfactory.worker.resolve.GovernanceProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThresholdSuggestionTest {
    private static final String RUN = "tr_0123456789abcdef0123456789abcdef";
    private static final String SHA = "a".repeat(64);

    @Test
    void eachThresholdIsTheWorseEndOfItsIntervalRoundedToTheWorseSide() {
        List<SuggestedThreshold> thresholds = suggest(report()).thresholds();

        assertThat(thresholds)
                .extracting(threshold -> threshold.name() + ": " + threshold.value())
                .containsExactly(
                        "min_auc_roc: 0.7512",
                        "min_brier_skill: 0.1000",
                        "min_log_loss_skill: 0.0800",
                        "max_ece_quantile: 0.0613");
    }

    @Test
    void testRowsHaveNoInfluence() {
        ObjectNode other = report();
        ObjectNode metrics = (ObjectNode) other.path("metrics");
        metrics.put("auc_roc", 0.51)
                .put("brier_skill", -1)
                .put("ece_quantile", 0.9)
                .put("test_rows", 3);
        metrics.putObject("baseline").putObject("metrics").put("auc_roc", 1);

        assertThat(suggest(other)).isEqualTo(suggest(report()));
        assertThat(suggest(other).profile()).isEqualTo(suggest(report()).profile());
    }

    @Test
    void theProfileIsValidAndNamesTheRun() throws IOException {
        var document = Yaml.parse(suggest(report()).profile().getBytes(StandardCharsets.UTF_8));

        assertThat(new JsonSchemas().violations(ContractDocument.GOVERNANCE_PROFILE, document))
                .isEmpty();
        GovernanceProfile profile = Json.convert(document, GovernanceProfile.class);
        assertThat(Gate.of(profile)).isNotNull();
        assertThat(profile.suggestedFrom().orElseThrow().runKey()).isEqualTo(RUN);
        assertThat(profile.policyId()).isEqualTo("mf.governance");
        assertThat(profile.revision()).isEqualTo("suggested-0123456789ab");
    }

    @Test
    void aModelThatMayBeGuessingGetsNoLowerBar() {
        ObjectNode report = report();
        bound(report, "auc_roc", 0.49, 0.7);

        assertThatThrownBy(() -> suggest(report)).isInstanceOfSatisfying(FailureException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(FailureCode.GATE_INVALID);
            assertThat(refusal.getMessage()).contains("auc_roc from 0.4900 to 0.7000");
        });
    }

    @Test
    void aSkillThatMayBeNoneIsLeftOut() {
        ObjectNode report = report();
        bound(report, "log_loss_skill", -0.01, 0.2);

        assertThat(suggest(report).thresholds())
                .extracting(SuggestedThreshold::name)
                .containsExactly("min_auc_roc", "min_brier_skill", "max_ece_quantile");
    }

    @Test
    void withoutAValidationPartNothingIsSuggested() {
        ObjectNode report = report();
        ((ObjectNode) report.path("metrics")).remove("validation");

        assertThatThrownBy(() -> suggest(report)).isInstanceOfSatisfying(FailureException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(FailureCode.EVIDENCE_REF_MISSING);
            assertThat(refusal.getMessage()).contains("split_fractions.validation");
        });
    }

    private static ThresholdSuggestion suggest(ObjectNode report) {
        return ThresholdSuggestion.of(RUN, "mf.governance", report, SHA);
    }

    private static ObjectNode report() {
        ObjectNode report = Json.object();
        ObjectNode metrics = report.putObject("metrics").put("auc_roc", 0.9).put("brier_skill", 0.4);
        ObjectNode validation = metrics.putObject("validation");
        validation
                .putObject("metrics")
                .put("auc_roc", 0.8)
                .put("brier_skill", 0.2)
                .put("log_loss_skill", 0.1);
        validation.putObject("intervals").putObject("bounds");
        bound(report, "auc_roc", 0.75129, 0.85);
        bound(report, "brier_skill", 0.1, 0.3);
        bound(report, "log_loss_skill", 0.08, 0.12);
        bound(report, "ece_quantile", 0.01, 0.06121);
        bound(report, "ks", 0.4, 0.6);
        return report;
    }

    private static void bound(ObjectNode report, String metric, double low, double high) {
        ((ObjectNode) report.at("/metrics/validation/intervals/bounds"))
                .putObject(metric)
                .put("low", low)
                .put("high", high);
    }
}
