package io.modelfactory.worker.gate;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_INVALID;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.GATE_DECISION_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.GATE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.GATE_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.PinnedPlan;
import io.modelfactory.worker.resolve.TrainPlanResolver;
import java.util.Set;

/** Judges a run that is EVAL_READY from its stored evidence, and writes the gate receipt and the publish eligibility. */
public final class GateStage {
    private static final DocumentStore.Codes EVAL_REPORT =
            new DocumentStore.Codes(EVAL_REPORT_UNRESOLVED, EVAL_REPORT_INVALID, EVAL_REPORT_MISMATCH);

    private final DocumentStore documents;
    private final TrainPlanResolver resolver;
    private final Set<String> knownMetrics;

    /** @param knownMetrics the metrics an evaluation can have */
    public GateStage(DocumentStore documents, TrainPlanResolver resolver, Set<String> knownMetrics) {
        this.documents = documents;
        this.resolver = resolver;
        this.knownMetrics = Set.copyOf(knownMetrics);
    }

    /** What the gate decided and where it is written down. */
    public record Result(GateDecision decision, Evidence evidence) {}

    /**
     * @param evidence of the run up to its evaluation
     * @throws FailureException with a code of the EVIDENCE category if the evidence is missing, altered or contradicts
     *     itself, {@code GOVERNANCE_PROFILE_…} if the pinned profile is gone
     */
    public Result judge(String platformRunId, String runKey, Evidence evidence) {
        PinnedPlan plan = PinnedPlan.read(documents, evidence.require(Name.RESOLVED_TRAIN_PLAN));
        ArtifactRef reportRef = evidence.require(Name.EVAL_REPORT);
        JsonNode report = documents.read(ContractDocument.EVAL_REPORT, reportRef, EVAL_REPORT);
        GateDecision decision = Gate.of(resolver.governanceProfile(plan.governanceProfile()), knownMetrics)
                .decide(report.path("metrics"));
        requireSameDecision(report, decision);

        ArtifactRef receiptRef = documents.write(
                ContractDocument.GATE_RECEIPT,
                ArtifactKeys.gateReceipt(platformRunId, runKey),
                receipt(platformRunId, runKey, plan, reportRef, decision),
                GATE_INVALID,
                GATE_RECEIPT_IMMUTABILITY_VIOLATION);
        ArtifactRef eligibilityRef = documents.write(
                ContractDocument.PUBLISH_ELIGIBILITY,
                ArtifactKeys.publishEligibility(platformRunId, runKey),
                eligibility(runKey, receiptRef, decision),
                GATE_INVALID,
                PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION);
        return new Result(
                decision, evidence.with(Name.GATE_RECEIPT, receiptRef).with(Name.PUBLISH_ELIGIBILITY, eligibilityRef));
    }

    /** The report states a decision of its own, made when the metrics were computed; both must say the same. */
    private static void requireSameDecision(JsonNode report, GateDecision decision) {
        String reported = report.path("gate_decision").asText();
        if (!reported.equals(decision.verdict().name())) {
            throw new FailureException(
                    GATE_DECISION_MISMATCH,
                    "gate_decision: the eval report says " + reported + ", its metrics give " + decision.verdict());
        }
    }

    private static ObjectNode receipt(
            String platformRunId, String runKey, PinnedPlan plan, ArtifactRef reportRef, GateDecision decision) {
        ObjectNode receipt = Json.object()
                .put("schema_version", "learning.mf_gate_receipt.v0")
                .put("run_key", runKey)
                .put("platform_run_id", platformRunId)
                .put("gate_decision", decision.verdict().name());
        receipt.set("governance_profile", Json.tree(plan.governanceProfile()));
        receipt.set("eval_report", Json.tree(reportRef));
        ArrayNode checks = receipt.putArray("checks");
        decision.checks().forEach(check -> checks.add(check(check)));
        receipt.set("reason_codes", Json.tree(decision.reasonCodes()));
        return receipt;
    }

    private static ObjectNode check(GateCheck check) {
        ObjectNode json = Json.object()
                .put("check", check.check())
                .put("metric", check.metric())
                .put("operator", check.operator().symbol())
                .put("threshold", check.threshold())
                .put("verdict", check.verdict().name());
        check.observed().ifPresentOrElse(value -> json.put("observed", value), () -> json.putNull("observed"));
        return json;
    }

    private static ObjectNode eligibility(String runKey, ArtifactRef receiptRef, GateDecision decision) {
        ObjectNode eligibility = Json.object()
                .put("schema_version", "learning.mf_publish_eligibility.v0")
                .put("run_key", runKey)
                .put("eligibility", decision.passed() ? "ELIGIBLE" : "INELIGIBLE");
        eligibility.set("reason_codes", Json.tree(decision.reasonCodes()));
        eligibility.set("gate_receipt", Json.tree(receiptRef));
        return eligibility;
    }
}
