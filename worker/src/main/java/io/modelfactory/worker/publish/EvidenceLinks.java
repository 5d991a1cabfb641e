package io.modelfactory.worker.publish;

import static io.modelfactory.worker.failure.FailureCode.GATE_DECISION_MISMATCH;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.artifact.EvidenceAudit;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Resolution.Purpose;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each document of one run's evidence must say. A document is read once, when it is first needed. */
final class EvidenceLinks {
    private final ArtifactStore artifacts;
    private final DocumentStore documents;
    private final RecordedRun run;
    private final EvidenceAudit audit;
    private final RunIdentity identity;
    private final Map<EvidenceDocument, JsonNode> read = new EnumMap<>(EvidenceDocument.class);

    EvidenceLinks(ArtifactStore artifacts, DocumentStore documents, RecordedRun run, EvidenceAudit audit) {
        this.artifacts = artifacts;
        this.documents = documents;
        this.run = run;
        this.audit = audit;
        this.identity = RunIdentity.of(run.request());
    }

    /** @throws FailureException if the document is not the one that was pinned */
    JsonNode content(EvidenceDocument document) {
        return read.computeIfAbsent(document, this::read);
    }

    private JsonNode read(EvidenceDocument document) {
        return audit.follow(
                Purpose.PUBLISH,
                document.evidence().key(),
                run.evidence().require(document.evidence()),
                () -> document.read(documents, run.evidence()));
    }

    /** @throws FailureException if the document is not the one that was pinned, or not what it has to be */
    void require(EvidenceDocument document) {
        Statement statement = new Statement(document, content(document));
        switch (document) {
            case PLAN -> plan(statement);
            case EXECUTION_RECORD -> executionRecord(aboutTheRun(statement));
            case MODEL_DESCRIPTOR -> pins(aboutTheRun(statement), "/model", Name.MODEL);
            case SCORING_SAMPLE -> aboutTheRun(statement);
            case EVAL_REPORT -> evalReport(statement);
            case EVIDENCE_PACK -> evidencePack(aboutTheRun(statement));
            case EXECUTION_RECEIPT -> executionReceipt(aboutTheRun(statement));
            case GATE_RECEIPT -> gateReceipt(aboutTheRun(statement));
            case ELIGIBILITY -> eligibility(aboutTheRun(statement));
        }
    }

    /** The run's request, taken through identity and references again, must give this very plan. */
    private void plan(Statement plan) {
        TrainBuildRequest request = run.request();
        aboutTheRun(plan)
                .says("/run_key", identity.runKey())
                .says("/train_run_key", identity.trainRunKey())
                .says("/platform_run_id", request.platformRunId())
                .says("/intent_kind", request.intentKind().wireName())
                .says("/target_scope", request.targetScope().toJson())
                .says("/policy_revision", request.policyRevision())
                .says("/config_revision", request.configRevision())
                .says("/mf_code_release_id", request.mfCodeReleaseId())
                .says("/training_profile/ref", request.trainingConfigRef())
                .says("/governance_profile/ref", request.governanceProfileRef())
                .says("/run_config_digest", run.runConfigDigest())
                .says("/execution_started_at_utc", run.executionStartedAt().toString());
        List<String> manifestKeys = request.datasetManifestRefs().stream()
                .distinct()
                .sorted(CanonicalJson.CODE_POINT_ORDER)
                .map(artifacts::keyOf)
                .toList();
        plan.saysOfEach("/datasets", "/manifest/ref", manifestKeys);
    }

    private void executionRecord(Statement executionRecord) {
        JsonNode plan = content(EvidenceDocument.PLAN);
        pins(executionRecord, "/resolved_train_plan", Name.RESOLVED_TRAIN_PLAN)
                .says("/platform_run_id", run.platformRunId())
                .says("/requested_by/request_id", run.request().requestId())
                .says("/requested_by/requester_principal", run.request().requesterPrincipal())
                .says("/execution_started_at_utc", run.executionStartedAt().toString())
                .says("/training_profile", plan.path("training_profile"))
                .says("/governance_profile", plan.path("governance_profile"))
                .saysOfEach(
                        "/manifest_digests",
                        "/sha256",
                        plan.path("datasets").findValues("manifest").stream()
                                .map(manifest -> manifest.path("sha256").asText())
                                .toList());
    }

    private void evalReport(Statement report) {
        report.says("/eval_report_id", identity.evalReportId())
                .says("/dataset_manifest_ref", content(EvidenceDocument.PLAN).at("/datasets/0/manifest/ref"))
                .says("/provenance/mf_code_release_id", run.request().mfCodeReleaseId())
                .says("/provenance/config_revision", run.request().configRevision())
                .says("/provenance/run_config_digest", run.runConfigDigest());
    }

    private void evidencePack(Statement pack) {
        ObjectNode pinned = Json.object();
        pack.content().path("evidence").forEach(entry -> {
            ObjectNode ref = entry.deepCopy();
            pinned.set(ref.remove("name").asText(), ref);
        });
        Statement byName = new Statement(pack.document(), pinned);
        pinned.fieldNames()
                .forEachRemaining(name -> byName.says(
                        "/" + name, Optional.ofNullable(run.evidence().refs().get(name))));
    }

    private void executionReceipt(Statement receipt) {
        receipt.says("/platform_run_id", run.platformRunId());
        pins(receipt, "/evidence_pack", Name.EVIDENCE_PACK);
        pins(receipt, "/eval_report", Name.EVAL_REPORT);
        pins(receipt, "/model_artifact", Name.MODEL_ARTIFACT);
    }

    private void gateReceipt(Statement receipt) {
        boolean failed =
                receipt.content().path("checks").findValuesAsText("verdict").contains("FAIL");
        pins(receipt, "/eval_report", Name.EVAL_REPORT)
                .says("/platform_run_id", run.platformRunId())
                .says("/governance_profile", content(EvidenceDocument.PLAN).path("governance_profile"))
                .says("/gate_decision", failed ? "FAIL" : "PASS", GATE_DECISION_MISMATCH)
                .says(
                        "/gate_decision",
                        content(EvidenceDocument.EVAL_REPORT).path("gate_decision"),
                        GATE_DECISION_MISMATCH);
    }

    private void eligibility(Statement eligibility) {
        boolean passed = content(EvidenceDocument.GATE_RECEIPT)
                .path("gate_decision")
                .asText()
                .equals("PASS");
        pins(eligibility, "/gate_receipt", Name.GATE_RECEIPT)
                .says("/eligibility", passed ? "ELIGIBLE" : "INELIGIBLE", GATE_DECISION_MISMATCH);
    }

    private Statement aboutTheRun(Statement statement) {
        return statement.says("/run_key", run.runKey());
    }

    /** The document refers to exactly the bytes that the run has under this name. */
    private Statement pins(Statement statement, String pointer, Name name) {
        return statement.says(pointer, run.evidence().require(name));
    }
}
