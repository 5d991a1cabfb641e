package io.modelfactory.worker.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.resolve.GovernanceProfile.ThresholdOrigin;
import io.modelfactory.worker.resolve.PinnedPlan;
import java.util.Optional;

/** The documents that record a gate's decision. */
final class GateDocuments {
    private GateDocuments() {}

    /**
     * @param thresholds the run that the profile's thresholds come from, if it says so
     * @param report the evaluation report, which {@code reportRef} pins
     * @param attempt number of this verdict among those on the same test rows
     */
    static ObjectNode receipt(
            String platformRunId,
            String runKey,
            PinnedPlan plan,
            Optional<ThresholdOrigin> thresholds,
            ArtifactRef reportRef,
            JsonNode report,
            GateDecision decision,
            int attempt) {
        ObjectNode receipt = Json.object()
                .put("schema_version", "learning.mf_gate_receipt.v0")
                .put("run_key", runKey)
                .put("platform_run_id", platformRunId)
                .put("gate_decision", decision.verdict().name())
                .put("gate_attempt", attempt);
        receipt.set("governance_profile", Json.tree(plan.governanceProfile()));
        receipt.set("eval_report", Json.tree(reportRef));
        thresholds.ifPresent(origin -> receipt.set("thresholds_suggested_from", Json.tree(origin)));
        JsonNode baseline = report.at("/metrics/baseline");
        if (baseline.isObject()) {
            receipt.putObject("baseline_bundle")
                    .put("bundle_id", baseline.path("bundle_id").asText())
                    .put("bundle_version", baseline.path("bundle_version").asText())
                    .put("model_sha256", baseline.path("model_sha256").asText())
                    .set("comparison", baseline.path("comparison"));
        }
        ArrayNode checks = receipt.putArray("checks");
        decision.checks().forEach(check -> checks.add(check(check)));
        if (!decision.slices().isEmpty()) {
            ArrayNode slices = receipt.putArray("slices");
            decision.slices().forEach(slice -> slices.add(slice(slice)));
        }
        receipt.set("reason_codes", Json.tree(decision.reasonCodes()));
        return receipt;
    }

    private static ObjectNode check(GateCheck check) {
        ObjectNode json = Json.object()
                .put("check", check.check())
                .put("metric", check.metric())
                .put("operator", check.operator().symbol())
                .put("verdict", check.verdict().name());
        put(json, "threshold", check.threshold());
        put(json, "observed", check.observed());
        check.scope().label().ifPresent(label -> json.put("scope", label));
        check.reference().ifPresent(reference -> {
            put(json, "constant_score", reference.constantScore());
            put(json, "random_order", reference.randomOrder());
            json.put("proves_nothing", check.provesNothing());
        });
        check.bounds().ifPresent(bounds -> {
            json.put("lower", bounds.lower()).put("upper", bounds.upper()).put("level", bounds.level());
            json.put("method", bounds.method());
            bounds.power().ifPresent(power -> json.put("power", power));
        });
        if (check.scope() instanceof CheckScope.Budget budget) {
            json.put("alerts_per_day", budget.alertsPerDay()).put("most_alerts", budget.mostAlerts());
        }
        if (check.scope() instanceof CheckScope.ReasonTexts texts) {
            json.set("features_without_reason_text", Json.tree(texts.lacking()));
        }
        if (check.scope() instanceof CheckScope.Weeks weeks) {
            json.put("judged_weeks", weeks.judged());
        }
        if (check.scope() instanceof CheckScope.LogisticGain gain) {
            put(json, "baseline_observed", gain.observed());
        }
        if (check.scope() instanceof CheckScope.Baseline baseline) {
            put(json, "baseline_observed", baseline.observed());
            json.put("allowed_regression", baseline.allowedRegression());
        }
        return json;
    }

    private static ObjectNode slice(SliceAssessment finding) {
        ObjectNode json = Json.object()
                .put("column", finding.slice().column())
                .put("rows", finding.rows())
                .put("positives", finding.positives())
                .put("judged", finding.judged());
        finding.slice().value().ifPresentOrElse(value -> json.put("value", value), () -> json.putNull("value"));
        return json;
    }

    private static void put(ObjectNode json, String member, Optional<Double> number) {
        number.ifPresentOrElse(value -> json.put(member, value), () -> json.putNull(member));
    }

    static ObjectNode eligibility(String runKey, ArtifactRef receiptRef, GateDecision decision) {
        ObjectNode eligibility = Json.object()
                .put("schema_version", "learning.mf_publish_eligibility.v0")
                .put("run_key", runKey)
                .put("eligibility", decision.passed() ? "ELIGIBLE" : "INELIGIBLE");
        eligibility.set("reason_codes", Json.tree(decision.reasonCodes()));
        eligibility.set("gate_receipt", Json.tree(receiptRef));
        return eligibility;
    }
}
