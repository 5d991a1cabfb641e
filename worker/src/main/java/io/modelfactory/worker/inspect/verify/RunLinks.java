package io.modelfactory.worker.inspect.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.RunRecord;
import java.util.EnumSet;
import java.util.List;

/** What the documents of one run have to say of it and of each other. */
final class RunLinks {
    private static final List<Name> NAME_THE_RUN = List.of(
            Name.RESOLVED_TRAIN_PLAN,
            Name.EXECUTION_RECORD,
            Name.MODEL_ARTIFACT,
            Name.SCORING_SAMPLE,
            Name.EVIDENCE_PACK,
            Name.EXECUTION_RECEIPT,
            Name.GATE_RECEIPT,
            Name.PUBLISH_ELIGIBILITY,
            Name.PUBLISH_HANDSHAKE_RECEIPT,
            Name.COMPLETION_MARKER);

    private final RunRecord run;
    private final Documents documents;

    RunLinks(RunRecord run, Documents documents) {
        this.run = run;
        this.documents = documents;
    }

    void check() {
        NAME_THE_RUN.forEach(name -> documents.says(name, "/run_key", run.runKey()));
        List.of(Name.RESOLVED_TRAIN_PLAN, Name.EXECUTION_RECORD, Name.EXECUTION_RECEIPT, Name.GATE_RECEIPT)
                .forEach(name -> documents.says(name, "/platform_run_id", run.platformRunId()));
        run.executionStartedAt()
                .ifPresent(start -> List.of(Name.RESOLVED_TRAIN_PLAN, Name.EXECUTION_RECORD, Name.EXECUTION_RECEIPT)
                        .forEach(name -> documents.says(name, "/execution_started_at_utc", start.toString())));
        for (String member : List.of("request_id", "requester_principal")) {
            documents.says(
                    Name.EXECUTION_RECORD,
                    "/requested_by/" + member,
                    run.request().path(member));
        }
        evidence();
        inputs();
        gate();
        publication();
    }

    private void evidence() {
        documents.refersTo(Name.EXECUTION_RECORD, "/resolved_train_plan", Name.RESOLVED_TRAIN_PLAN);
        documents.refersTo(Name.MODEL_ARTIFACT, "/model", Name.MODEL);
        documents.lists(Name.EVIDENCE_PACK, "/evidence", EnumSet.range(Name.RESOLVED_TRAIN_PLAN, Name.EVAL_REPORT));
        documents.refersTo(Name.EXECUTION_RECEIPT, "/evidence_pack", Name.EVIDENCE_PACK);
        documents.refersTo(Name.EXECUTION_RECEIPT, "/eval_report", Name.EVAL_REPORT);
        documents.refersTo(Name.EXECUTION_RECEIPT, "/model_artifact", Name.MODEL_ARTIFACT);
    }

    /** What the plan pins, the documents after it have to repeat. */
    private void inputs() {
        JsonNode plan = documents.content(Name.RESOLVED_TRAIN_PLAN);
        documents.says(Name.EXECUTION_RECORD, "/training_profile", plan.path("training_profile"));
        documents.says(Name.EXECUTION_RECORD, "/governance_profile", plan.path("governance_profile"));
        documents.says(Name.GATE_RECEIPT, "/governance_profile", plan.path("governance_profile"));
        if (plan.isObject()) {
            ArrayNode digests = Json.object().putArray("manifest_digests");
            plan.path("datasets")
                    .forEach(dataset -> digests.addObject()
                            .put(
                                    "dataset_manifest_id",
                                    dataset.path("dataset_manifest_id").asText())
                            .put("sha256", dataset.at("/manifest/sha256").asText()));
            documents.says(Name.EXECUTION_RECORD, "/manifest_digests", digests);
        }
        documents.says(Name.EVAL_REPORT, "/dataset_manifest_ref", plan.at("/datasets/0/manifest/ref"));
        for (Name name : List.of(Name.EVAL_REPORT, Name.BUNDLE_PUBLICATION)) {
            for (String field : List.of("mf_code_release_id", "config_revision", "run_config_digest")) {
                documents.says(name, "/provenance/" + field, plan.path(field));
            }
        }
    }

    private void gate() {
        documents.refersTo(Name.GATE_RECEIPT, "/eval_report", Name.EVAL_REPORT);
        documents.refersTo(Name.PUBLISH_ELIGIBILITY, "/gate_receipt", Name.GATE_RECEIPT);
        JsonNode receipt = documents.content(Name.GATE_RECEIPT);
        if (receipt.isMissingNode()) {
            return;
        }
        boolean passed = true;
        for (JsonNode check : receipt.path("checks")) {
            passed &= check.path("verdict").asText().equals("PASS");
        }
        String decision = passed ? "PASS" : "FAIL";
        documents.says(Name.GATE_RECEIPT, "/gate_decision", decision);
        documents.says(Name.EVAL_REPORT, "/gate_decision", decision);
        documents.says(Name.PUBLISH_ELIGIBILITY, "/eligibility", passed ? "ELIGIBLE" : "INELIGIBLE");
        documents.says(Name.PUBLISH_ELIGIBILITY, "/reason_codes", receipt.path("reason_codes"));
        switch (run.state()) {
            case PASS, PUBLISH_PENDING, PUBLISHED -> documents.says(Name.GATE_RECEIPT, "/gate_decision", "PASS");
            case QUEUED, RUNNING, EVAL_READY, FAIL -> {
                // Either has not been judged, or failed: possibly later, after a gate that it had passed.
            }
        }
    }

    private void publication() {
        documents
                .ref(Name.EVAL_REPORT)
                .ifPresent(ref -> documents.says(Name.BUNDLE_PUBLICATION, "/eval_report_ref", ref.ref()));
        documents
                .ref(Name.REGISTRY_RECORD)
                .ifPresent(ref -> documents.says(Name.REGISTRY_EVENT, "/bundle_ref/registry_ref", ref.ref()));
        documents.says(Name.REGISTRY_EVENT, "/scope_key", run.request().path("target_scope"));
        documents.says(
                Name.REGISTRY_EVENT,
                "/ts_utc",
                run.executionStartedAt().map(Object::toString).orElse(""));
        eventEvidence();
        documents.refersTo(Name.PUBLISH_HANDSHAKE_RECEIPT, "/registry_record", Name.REGISTRY_RECORD);
        documents.refersTo(Name.PUBLISH_HANDSHAKE_RECEIPT, "/registry_event", Name.REGISTRY_EVENT);
        documents.says(Name.REGISTRY_RECORD, "", documents.content(Name.BUNDLE_PUBLICATION));
        documents.lists(
                Name.COMPLETION_MARKER,
                "/artifacts",
                ArtifactCatalog.withoutCompanions(EnumSet.complementOf(EnumSet.of(Name.COMPLETION_MARKER))));
    }

    private void eventEvidence() {
        List<Name> named = List.of(Name.GATE_RECEIPT, Name.EVAL_REPORT, Name.PUBLISH_ELIGIBILITY);
        for (int position = 0; position < named.size(); position++) {
            String pointer = "/evidence_refs/" + position + "/ref_id";
            documents
                    .ref(named.get(position))
                    .map(ArtifactRef::ref)
                    .ifPresent(key -> documents.says(Name.REGISTRY_EVENT, pointer, key));
        }
    }
}
