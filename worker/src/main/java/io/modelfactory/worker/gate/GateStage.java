package io.modelfactory.worker.gate;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_INVALID;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.EXECUTION_RECORD_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.GATE_DECISION_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.GATE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.GATE_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.audit.BufferedEvidenceAudit;
import io.modelfactory.worker.artifact.audit.EvidenceAudit;
import io.modelfactory.worker.artifact.audit.ReferenceAccess.Purpose;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.GovernanceProfile;
import io.modelfactory.worker.resolve.PinnedPlan;
import io.modelfactory.worker.resolve.TrainPlanResolver;
import java.util.Optional;

/**
 * Judges a run that is EVAL_READY from its stored evidence, and writes the gate receipt and the publish eligibility.
 */
public final class GateStage {
    private static final DocumentStore.FailureCodes EVAL_REPORT =
            new DocumentStore.FailureCodes(EVAL_REPORT_UNRESOLVED, EVAL_REPORT_INVALID, EVAL_REPORT_MISMATCH);

    private static final DocumentStore.FailureCodes EXECUTION_RECORD = new DocumentStore.FailureCodes(
            EVIDENCE_UNRESOLVED, EXECUTION_RECORD_IMMUTABILITY_VIOLATION, EXECUTION_RECORD_IMMUTABILITY_VIOLATION);

    private final DocumentStore documents;
    private final TrainPlanResolver resolver;

    public GateStage(DocumentStore documents, TrainPlanResolver resolver) {
        this.documents = documents;
        this.resolver = resolver;
    }

    /** What the gate decided, and the evidence with the documents that record it. */
    public record Result(GateDecision decision, Evidence evidence) {}

    /**
     * @param evidence of the run up to its evaluation
     * @param attempts counts the verdict
     * @throws FailureException with a code of the EVIDENCE category if the evidence is missing, altered or contradicts
     *     itself, {@code GOVERNANCE_PROFILE_…} if the pinned profile is gone
     */
    public Result judge(String platformRunId, String runKey, Evidence evidence, GateAttempts attempts) {
        return judge(platformRunId, runKey, evidence, attempts, EvidenceAudit.none());
    }

    /**
     * As above.
     *
     * @param audit records each document that is read
     */
    public Result judge(
            String platformRunId, String runKey, Evidence evidence, GateAttempts attempts, EvidenceAudit audit) {
        Readings read = BufferedEvidenceAudit.recordTogether(audit, recorded -> read(evidence, recorded));
        int attempt = attempts.number(TestRows.of(read.plan(), read.split()));
        GateDecision decision = read.profile()
                .maxGateAttempts()
                .map(most -> read.byMetrics().and(GateCheck.attempts(attempt, most)))
                .orElse(read.byMetrics());

        return new Result(
                decision,
                documents.writeTogether(
                        together -> write(together, platformRunId, runKey, evidence, read, decision, attempt)));
    }

    private static Evidence write(
            DocumentStore documents,
            String platformRunId,
            String runKey,
            Evidence evidence,
            Readings read,
            GateDecision decision,
            int attempt) {
        ArtifactRef receiptRef = documents.write(
                ContractDocument.GATE_RECEIPT,
                ArtifactKeys.gateReceipt(platformRunId, runKey),
                GateDocuments.receipt(
                        platformRunId,
                        runKey,
                        read.plan(),
                        read.profile().suggestedFrom(),
                        evidence.require(ArtifactName.EVAL_REPORT),
                        read.report(),
                        decision,
                        attempt),
                GATE_INVALID,
                GATE_RECEIPT_IMMUTABILITY_VIOLATION);
        ArtifactRef eligibilityRef = documents.write(
                ContractDocument.PUBLISH_ELIGIBILITY,
                ArtifactKeys.publishEligibility(platformRunId, runKey),
                GateDocuments.eligibility(runKey, receiptRef, decision),
                GATE_INVALID,
                PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION);
        return evidence.with(ArtifactName.GATE_RECEIPT, receiptRef)
                .with(ArtifactName.PUBLISH_ELIGIBILITY, eligibilityRef);
    }

    /**
     * What the verdict rests on.
     *
     * @param byMetrics the decision that the report's metrics give
     * @param split how the run divided its rows
     */
    private record Readings(
            PinnedPlan plan, JsonNode report, GovernanceProfile profile, GateDecision byMetrics, JsonNode split) {}

    private Readings read(Evidence evidence, EvidenceAudit audit) {
        ArtifactRef planRef = evidence.require(ArtifactName.RESOLVED_TRAIN_PLAN);
        PinnedPlan plan = audit.readAudited(
                Purpose.GATE,
                ArtifactName.RESOLVED_TRAIN_PLAN.key(),
                planRef,
                () -> PinnedPlan.read(documents, planRef));
        ArtifactRef reportRef = evidence.require(ArtifactName.EVAL_REPORT);
        JsonNode report = audit.readAudited(
                Purpose.GATE,
                ArtifactName.EVAL_REPORT.key(),
                reportRef,
                () -> documents.read(ContractDocument.EVAL_REPORT, reportRef, EVAL_REPORT));
        requireSameBaseline(report, plan);
        GovernanceProfile profile = resolver.withAudit(audit).governanceProfile(plan.governanceProfile());
        GateDecision byMetrics = Gate.of(profile).decide(report.path("metrics"));
        requireSameDecision(report, byMetrics);
        return new Readings(plan, report, profile, byMetrics, split(evidence, audit));
    }

    private JsonNode split(Evidence evidence, EvidenceAudit audit) {
        ArtifactRef recordRef = evidence.require(ArtifactName.EXECUTION_RECORD);
        return audit.readAudited(
                        Purpose.GATE,
                        ArtifactName.EXECUTION_RECORD.key(),
                        recordRef,
                        () -> documents.read(ContractDocument.EXECUTION_RECORD, recordRef, EXECUTION_RECORD))
                .path("split");
    }

    /**
     * The report states a decision of its own, made when the metrics were computed; both must say the same. How often
     * the rows were judged before is not in it.
     */
    private static void requireSameDecision(JsonNode report, GateDecision decision) {
        String reported = report.path("gate_decision").asText();
        if (!reported.equals(decision.verdict().name())) {
            throw new FailureException(
                    GATE_DECISION_MISMATCH,
                    "gate_decision: the eval report says " + reported + ", its metrics give " + decision.verdict());
        }
    }

    /** The comparison must have been with the bytes that the plan pins. */
    private static void requireSameBaseline(JsonNode report, PinnedPlan plan) {
        Optional<String> compared =
                Optional.ofNullable(report.at("/metrics/baseline/model_sha256").textValue());
        if (!compared.equals(plan.baselineModelDigest())) {
            throw new FailureException(
                    EVAL_REPORT_MISMATCH,
                    "metrics.baseline: was measured with model " + compared.orElse("none") + ", the plan pins "
                            + plan.baselineModelDigest().orElse("none"));
        }
    }
}
