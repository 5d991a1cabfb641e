package io.modelfactory.worker.publish;

import static io.modelfactory.worker.failure.FailureCode.GATE_DECISION_MISMATCH;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.EvidenceAudit;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.ReferenceAccess.Purpose;
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
    private final PublishableRun run;
    private final EvidenceAudit audit;
    private final RunIdentity identity;
    private final Map<EvidenceDocument, JsonNode> read = new EnumMap<>(EvidenceDocument.class);

    EvidenceLinks(ArtifactStore artifacts, DocumentStore documents, PublishableRun run, EvidenceAudit audit) {
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
        return audit.readAudited(
                Purpose.PUBLISH,
                document.evidence().key(),
                run.evidence().require(document.evidence()),
                () -> document.read(documents, run.evidence()));
    }

    /** @throws FailureException if the document is not the one that was pinned, or not what it has to be */
    void require(EvidenceDocument document) {
        DocumentAssertions statement = new DocumentAssertions(document, content(document));
        switch (document) {
            case PLAN -> plan(statement);
            case EXECUTION_RECORD -> executionRecord(requireAboutRun(statement));
            case MODEL_DESCRIPTOR -> requirePinned(requireAboutRun(statement), "/model", ArtifactName.MODEL);
            case SCORING_SAMPLE -> requireAboutRun(statement);
            case EVAL_REPORT -> evalReport(statement);
            case EVIDENCE_PACK -> evidencePack(requireAboutRun(statement));
            case EXECUTION_RECEIPT -> executionReceipt(requireAboutRun(statement));
            case GATE_RECEIPT -> gateReceipt(requireAboutRun(statement));
            case ELIGIBILITY -> eligibility(requireAboutRun(statement));
        }
    }

    /** The run's request, taken through identity and references again, must give this very plan. */
    private void plan(DocumentAssertions plan) {
        TrainBuildRequest request = run.request();
        requireAboutRun(plan)
                .requireEqual("/run_key", identity.runKey())
                .requireEqual("/train_run_key", identity.trainRunKey())
                .requireEqual("/platform_run_id", request.platformRunId())
                .requireEqual("/intent_kind", request.intentKind().wireName())
                .requireEqual("/target_scope", request.targetScope().toJson())
                .requireEqual("/policy_revision", request.policyRevision())
                .requireEqual("/config_revision", request.configRevision())
                .requireEqual("/mf_code_release_id", request.mfCodeReleaseId())
                .requireEqual("/training_profile/ref", request.trainingConfigRef())
                .requireEqual("/governance_profile/ref", request.governanceProfileRef())
                .requireEqual("/run_config_digest", run.runConfigDigest())
                .requireEqual(
                        "/execution_started_at_utc", run.executionStartedAt().toString());
        List<String> manifestKeys = request.datasetManifestRefs().stream()
                .distinct()
                .sorted(CanonicalJson.CODE_POINT_ORDER)
                .map(artifacts::keyOf)
                .toList();
        plan.requireEach("/datasets", "/manifest/ref", manifestKeys);
    }

    private void executionRecord(DocumentAssertions executionRecord) {
        JsonNode plan = content(EvidenceDocument.PLAN);
        requirePinned(executionRecord, "/resolved_train_plan", ArtifactName.RESOLVED_TRAIN_PLAN)
                .requireEqual("/platform_run_id", run.platformRunId())
                .requireEqual("/requested_by/request_id", run.request().requestId())
                .requireEqual("/requested_by/requester_principal", run.request().requesterPrincipal())
                .requireEqual(
                        "/execution_started_at_utc", run.executionStartedAt().toString())
                .requireEqual("/training_profile", plan.path("training_profile"))
                .requireEqual("/governance_profile", plan.path("governance_profile"))
                .requireEach(
                        "/manifest_digests",
                        "/sha256",
                        plan.path("datasets").findValues("manifest").stream()
                                .map(manifest -> manifest.path("sha256").asText())
                                .toList());
    }

    private void evalReport(DocumentAssertions report) {
        report.requireEqual("/eval_report_id", identity.evalReportId())
                .requireEqual(
                        "/dataset_manifest_ref", content(EvidenceDocument.PLAN).at("/datasets/0/manifest/ref"))
                .requireEqual("/provenance/mf_code_release_id", run.request().mfCodeReleaseId())
                .requireEqual("/provenance/config_revision", run.request().configRevision())
                .requireEqual("/provenance/run_config_digest", run.runConfigDigest());
    }

    private void evidencePack(DocumentAssertions pack) {
        ObjectNode pinned = Json.object();
        pack.content().path("evidence").forEach(entry -> {
            ObjectNode ref = entry.deepCopy();
            pinned.set(ref.remove("name").asText(), ref);
        });
        DocumentAssertions byName = new DocumentAssertions(pack.document(), pinned);
        pinned.fieldNames()
                .forEachRemaining(name -> byName.requireEqual(
                        "/" + name, Optional.ofNullable(run.evidence().refs().get(name))));
    }

    private void executionReceipt(DocumentAssertions receipt) {
        receipt.requireEqual("/platform_run_id", run.platformRunId());
        requirePinned(receipt, "/evidence_pack", ArtifactName.EVIDENCE_PACK);
        requirePinned(receipt, "/eval_report", ArtifactName.EVAL_REPORT);
        requirePinned(receipt, "/model_artifact", ArtifactName.MODEL_ARTIFACT);
    }

    private void gateReceipt(DocumentAssertions receipt) {
        boolean failed =
                receipt.content().path("checks").findValuesAsText("verdict").contains("FAIL");
        requirePinned(receipt, "/eval_report", ArtifactName.EVAL_REPORT)
                .requireEqual("/platform_run_id", run.platformRunId())
                .requireEqual(
                        "/governance_profile", content(EvidenceDocument.PLAN).path("governance_profile"))
                .requireEqual("/gate_decision", failed ? "FAIL" : "PASS", GATE_DECISION_MISMATCH)
                .requireEqual(
                        "/gate_decision",
                        content(EvidenceDocument.EVAL_REPORT).path("gate_decision"),
                        GATE_DECISION_MISMATCH);
    }

    private void eligibility(DocumentAssertions eligibility) {
        boolean passed = content(EvidenceDocument.GATE_RECEIPT)
                .path("gate_decision")
                .asText()
                .equals("PASS");
        requirePinned(eligibility, "/gate_receipt", ArtifactName.GATE_RECEIPT)
                .requireEqual("/eligibility", passed ? "ELIGIBLE" : "INELIGIBLE", GATE_DECISION_MISMATCH);
    }

    private DocumentAssertions requireAboutRun(DocumentAssertions statement) {
        return statement.requireEqual("/run_key", run.runKey());
    }

    /** The document refers to exactly the bytes that the run has under this name. */
    private DocumentAssertions requirePinned(DocumentAssertions statement, String pointer, ArtifactName name) {
        return statement.requireEqual(pointer, run.evidence().require(name));
    }
}
