package io.modelfactory.worker.inspect.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.RunRecord;
import java.util.EnumSet;
import java.util.List;

/** What the documents of one run have to say of it and of each other. */
final class RunLinkCheck {
    private static final List<ArtifactName> NAME_THE_RUN = List.of(
            ArtifactName.RESOLVED_TRAIN_PLAN,
            ArtifactName.EXECUTION_RECORD,
            ArtifactName.MODEL_ARTIFACT,
            ArtifactName.SCORING_SAMPLE,
            ArtifactName.EVIDENCE_PACK,
            ArtifactName.EXECUTION_RECEIPT,
            ArtifactName.GATE_RECEIPT,
            ArtifactName.PUBLISH_ELIGIBILITY,
            ArtifactName.PUBLISH_HANDSHAKE_RECEIPT,
            ArtifactName.COMPLETION_MARKER);

    private final RunRecord run;
    private final PinnedDocuments documents;

    RunLinkCheck(RunRecord run, PinnedDocuments documents) {
        this.run = run;
        this.documents = documents;
    }

    void check() {
        NAME_THE_RUN.forEach(name -> documents.requireValue(name, "/run_key", run.runKey()));
        List.of(
                        ArtifactName.RESOLVED_TRAIN_PLAN,
                        ArtifactName.EXECUTION_RECORD,
                        ArtifactName.EXECUTION_RECEIPT,
                        ArtifactName.GATE_RECEIPT)
                .forEach(name -> documents.requireValue(name, "/platform_run_id", run.platformRunId()));
        run.executionStartedAt()
                .ifPresent(start -> List.of(
                                ArtifactName.RESOLVED_TRAIN_PLAN,
                                ArtifactName.EXECUTION_RECORD,
                                ArtifactName.EXECUTION_RECEIPT)
                        .forEach(name -> documents.requireValue(name, "/execution_started_at_utc", start.toString())));
        for (String member : List.of("request_id", "requester_principal")) {
            documents.requireValue(
                    ArtifactName.EXECUTION_RECORD,
                    "/requested_by/" + member,
                    run.request().path(member));
        }
        checkEvidence();
        checkInputs();
        checkGate();
        checkPublication();
    }

    private void checkEvidence() {
        documents.requireReference(
                ArtifactName.EXECUTION_RECORD, "/resolved_train_plan", ArtifactName.RESOLVED_TRAIN_PLAN);
        documents.requireReference(ArtifactName.MODEL_ARTIFACT, "/model", ArtifactName.MODEL);
        documents.requireEntries(
                ArtifactName.EVIDENCE_PACK,
                "/evidence",
                EnumSet.range(ArtifactName.RESOLVED_TRAIN_PLAN, ArtifactName.EVAL_REPORT));
        documents.requireReference(ArtifactName.EXECUTION_RECEIPT, "/evidence_pack", ArtifactName.EVIDENCE_PACK);
        documents.requireReference(ArtifactName.EXECUTION_RECEIPT, "/eval_report", ArtifactName.EVAL_REPORT);
        documents.requireReference(ArtifactName.EXECUTION_RECEIPT, "/model_artifact", ArtifactName.MODEL_ARTIFACT);
    }

    /** What the plan pins, the documents after it have to repeat. */
    private void checkInputs() {
        JsonNode plan = documents.content(ArtifactName.RESOLVED_TRAIN_PLAN);
        documents.requireValue(ArtifactName.EXECUTION_RECORD, "/training_profile", plan.path("training_profile"));
        documents.requireValue(ArtifactName.EXECUTION_RECORD, "/governance_profile", plan.path("governance_profile"));
        documents.requireValue(ArtifactName.GATE_RECEIPT, "/governance_profile", plan.path("governance_profile"));
        if (plan.isObject()) {
            ArrayNode digests = Json.object().putArray("manifest_digests");
            plan.path("datasets")
                    .forEach(dataset -> digests.addObject()
                            .put(
                                    "dataset_manifest_id",
                                    dataset.path("dataset_manifest_id").asText())
                            .put("sha256", dataset.at("/manifest/sha256").asText()));
            documents.requireValue(ArtifactName.EXECUTION_RECORD, "/manifest_digests", digests);
        }
        documents.requireValue(ArtifactName.EVAL_REPORT, "/dataset_manifest_ref", plan.at("/datasets/0/manifest/ref"));
        for (ArtifactName name : List.of(ArtifactName.EVAL_REPORT, ArtifactName.BUNDLE_PUBLICATION)) {
            for (String field : List.of("mf_code_release_id", "config_revision", "run_config_digest")) {
                documents.requireValue(name, "/provenance/" + field, plan.path(field));
            }
        }
    }

    private void checkGate() {
        documents.requireReference(ArtifactName.GATE_RECEIPT, "/eval_report", ArtifactName.EVAL_REPORT);
        documents.requireReference(ArtifactName.PUBLISH_ELIGIBILITY, "/gate_receipt", ArtifactName.GATE_RECEIPT);
        JsonNode receipt = documents.content(ArtifactName.GATE_RECEIPT);
        if (receipt.isMissingNode()) {
            return;
        }
        boolean passed = true;
        for (JsonNode check : receipt.path("checks")) {
            passed &= check.path("verdict").asText().equals("PASS");
        }
        String decision = passed ? "PASS" : "FAIL";
        documents.requireValue(ArtifactName.GATE_RECEIPT, "/gate_decision", decision);
        documents.requireValue(ArtifactName.EVAL_REPORT, "/gate_decision", decision);
        documents.requireValue(ArtifactName.PUBLISH_ELIGIBILITY, "/eligibility", passed ? "ELIGIBLE" : "INELIGIBLE");
        documents.requireValue(ArtifactName.PUBLISH_ELIGIBILITY, "/reason_codes", receipt.path("reason_codes"));
        switch (run.state()) {
            case PASS, PUBLISH_PENDING, PUBLISHED ->
                documents.requireValue(ArtifactName.GATE_RECEIPT, "/gate_decision", "PASS");
            case QUEUED, RUNNING, EVAL_READY, FAIL -> {
                // Either has not been judged, or failed: possibly later, after a gate that it had passed.
            }
        }
    }

    private void checkPublication() {
        documents
                .ref(ArtifactName.EVAL_REPORT)
                .ifPresent(
                        ref -> documents.requireValue(ArtifactName.BUNDLE_PUBLICATION, "/eval_report_ref", ref.ref()));
        documents
                .ref(ArtifactName.REGISTRY_RECORD)
                .ifPresent(ref ->
                        documents.requireValue(ArtifactName.REGISTRY_EVENT, "/bundle_ref/registry_ref", ref.ref()));
        documents.requireValue(
                ArtifactName.REGISTRY_EVENT, "/scope_key", run.request().path("target_scope"));
        documents.requireValue(
                ArtifactName.REGISTRY_EVENT,
                "/ts_utc",
                run.executionStartedAt().map(Object::toString).orElse(""));
        checkEventEvidence();
        documents.requireReference(
                ArtifactName.PUBLISH_HANDSHAKE_RECEIPT, "/registry_record", ArtifactName.REGISTRY_RECORD);
        documents.requireReference(
                ArtifactName.PUBLISH_HANDSHAKE_RECEIPT, "/registry_event", ArtifactName.REGISTRY_EVENT);
        documents.requireValue(ArtifactName.REGISTRY_RECORD, "", documents.content(ArtifactName.BUNDLE_PUBLICATION));
        documents.requireEntries(
                ArtifactName.COMPLETION_MARKER,
                "/artifacts",
                ArtifactCatalog.withoutAttachments(EnumSet.complementOf(EnumSet.of(ArtifactName.COMPLETION_MARKER))));
    }

    private void checkEventEvidence() {
        List<ArtifactName> named =
                List.of(ArtifactName.GATE_RECEIPT, ArtifactName.EVAL_REPORT, ArtifactName.PUBLISH_ELIGIBILITY);
        for (int position = 0; position < named.size(); position++) {
            String pointer = "/evidence_refs/" + position + "/ref_id";
            documents
                    .ref(named.get(position))
                    .map(ArtifactRef::ref)
                    .ifPresent(key -> documents.requireValue(ArtifactName.REGISTRY_EVENT, pointer, key));
        }
    }
}
