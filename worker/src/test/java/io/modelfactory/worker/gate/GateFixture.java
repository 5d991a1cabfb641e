package io.modelfactory.worker.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.GovernanceProfile;
import io.modelfactory.worker.resolve.GovernanceProfile.BaselineBundle;
import io.modelfactory.worker.resolve.GovernanceProfile.Slice;
import io.modelfactory.worker.resolve.Uncertainty;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The metrics of a candidate as its evaluation reports them, and profiles to judge it by. */
final class GateFixture {
    private static final Optional<Integer> NONE = Optional.empty();

    static final Map<String, Double> EASY = Map.of("min_auc_roc", 0.6, "max_log_loss", 0.5);

    /** Both reached by chance: by the constant in log loss, by a random order in AUC ROC. */
    static final ReferenceValues AUC_BY_CHANCE = new ReferenceValues(Optional.of(0.5), Optional.of(0.58));

    static final ReferenceValues LOG_LOSS_BY_CHANCE = new ReferenceValues(Optional.of(0.55), Optional.of(0.9));

    final ObjectNode metrics =
            Json.object().put("auc_roc", 0.8).put("log_loss", 0.3).put("test_rows", 100);

    GateFixture() {
        metrics.set("reference", reference());
    }

    static ObjectNode reference() {
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

    /** The candidate's numbers on the compared rows are those on all test rows. */
    ObjectNode baseline(ObjectNode numbers) {
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

    void slice(String column, String value, int rows, int positives, double auc) {
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

    static Gate gate(Map<String, Double> thresholds) {
        return Gate.of(profile(thresholds));
    }

    static GovernanceProfile profile(Map<String, Double> thresholds) {
        return new GovernanceProfile(
                "p",
                "r",
                thresholds,
                Optional.empty(),
                NONE,
                NONE,
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
    }

    static GovernanceProfile withBaseline(Map<String, Double> allowedRegression) {
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
    }

    static GovernanceProfile withSlices(Slice... slices) {
        return new GovernanceProfile(
                "p",
                "r",
                EASY,
                Optional.empty(),
                NONE,
                NONE,
                NONE,
                NONE,
                NONE,
                Optional.empty(),
                Optional.of(List.of(slices)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static GovernanceProfile uncertain(GovernanceProfile profile, Uncertainty uncertainty) {
        return new GovernanceProfile(
                profile.policyId(),
                profile.revision(),
                profile.evalThresholds(),
                profile.baselineBundle(),
                profile.minimumTestRows(),
                profile.minimumTestPositives(),
                profile.minimumComparisonRows(),
                profile.minimumComparisonPositives(),
                profile.maxGateAttempts(),
                profile.suggestedFrom(),
                profile.slices(),
                Optional.of(uncertainty),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static void assertInvalid(GovernanceProfile profile, String... named) {
        assertThatThrownBy(() -> Gate.of(profile)).isInstanceOfSatisfying(FailureException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(FailureCode.GOVERNANCE_PROFILE_INVALID);
            assertThat(refusal.getMessage()).contains(named);
        });
    }
}
