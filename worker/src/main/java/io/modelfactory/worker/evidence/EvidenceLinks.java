package io.modelfactory.worker.evidence;

import static io.modelfactory.worker.artifact.Evidence.ArtifactName.GATE_RECEIPT;
import static io.modelfactory.worker.artifact.Evidence.ArtifactName.RESOLVED_TRAIN_PLAN;
import static io.modelfactory.worker.evidence.ExpectedValue.derived;
import static io.modelfactory.worker.evidence.ExpectedValue.fact;
import static io.modelfactory.worker.evidence.ExpectedValue.key;
import static io.modelfactory.worker.evidence.ExpectedValue.optionalFact;
import static io.modelfactory.worker.evidence.ExpectedValue.reference;
import static io.modelfactory.worker.evidence.ExpectedValue.repeated;
import static io.modelfactory.worker.evidence.ExpectedValue.request;
import static io.modelfactory.worker.failure.FailureCode.GATE_DECISION_MISMATCH;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Every link between the documents of a run, in the order in which the run writes the documents. */
public final class EvidenceLinks {
    private static final ExpectedValue STARTED_AT =
            optionalFact(facts -> facts.executionStartedAt().map(Instant::toString));

    private static final List<EvidenceLink> ALL = Stream.of(
                    plan(),
                    executionRecord(),
                    model(),
                    evalReport(),
                    evidencePack(),
                    executionReceipt(),
                    gate(),
                    publishOverride(),
                    bundlePublication(),
                    registry(),
                    completion())
            .flatMap(links -> links)
            .toList();

    private EvidenceLinks() {}

    public static List<EvidenceLink> all() {
        return ALL;
    }

    public static List<EvidenceLink> of(EvidenceDocument document) {
        return ALL.stream().filter(link -> link.document() == document).toList();
    }

    /** The run's request, taken through identity and references again, must give this very plan. */
    private static Stream<EvidenceLink> plan() {
        EvidenceDocument plan = EvidenceDocument.PLAN;
        return Stream.of(
                aboutRun(plan),
                link(
                        plan,
                        "/run_key",
                        optionalFact(facts -> facts.derivedIdentity().map(RunIdentity::runKey))),
                link(
                        plan,
                        "/train_run_key",
                        optionalFact(facts -> facts.derivedIdentity().map(RunIdentity::trainRunKey))),
                aboutPlatformRun(plan),
                link(
                        plan,
                        "/intent_kind",
                        request(request -> request.intentKind().wireName())),
                link(
                        plan,
                        "/target_scope",
                        request(request -> request.targetScope().toJson())),
                link(plan, "/policy_revision", request(TrainBuildRequest::policyRevision)),
                link(plan, "/config_revision", request(TrainBuildRequest::configRevision)),
                link(plan, "/mf_code_release_id", request(TrainBuildRequest::mfCodeReleaseId)),
                link(plan, "/training_profile/ref", request(TrainBuildRequest::trainingConfigRef)),
                link(plan, "/governance_profile/ref", request(TrainBuildRequest::governanceProfileRef)),
                link(plan, "/run_config_digest", optionalFact(RunFacts::runConfigDigest)),
                link(plan, "/execution_started_at_utc", STARTED_AT),
                link(
                        plan,
                        "/datasets/*/manifest/ref",
                        optionalFact(facts -> facts.request().map(any -> facts.manifestKeys()))));
    }

    private static Stream<EvidenceLink> executionRecord() {
        EvidenceDocument executionRecord = EvidenceDocument.EXECUTION_RECORD;
        return Stream.of(
                aboutRun(executionRecord),
                aboutPlatformRun(executionRecord),
                link(executionRecord, "/requested_by/request_id", request(TrainBuildRequest::requestId)),
                link(
                        executionRecord,
                        "/requested_by/requester_principal",
                        request(TrainBuildRequest::requesterPrincipal)),
                link(executionRecord, "/requested_by/authentication", optionalFact(RunFacts::requesterAuthentication)),
                link(executionRecord, "/execution_started_at_utc", STARTED_AT),
                link(executionRecord, "/resolved_train_plan", reference(RESOLVED_TRAIN_PLAN)),
                repeating(executionRecord, "/training_profile", RESOLVED_TRAIN_PLAN, "/training_profile"),
                repeating(executionRecord, "/governance_profile", RESOLVED_TRAIN_PLAN, "/governance_profile"),
                link(
                        executionRecord,
                        "/manifest_digests",
                        derived(RESOLVED_TRAIN_PLAN, EvidenceLinks::manifestDigests)));
    }

    private static JsonNode manifestDigests(JsonNode plan) {
        ArrayNode digests = Json.object().putArray("manifest_digests");
        plan.path("datasets")
                .forEach(dataset -> digests.addObject()
                        .put(
                                "dataset_manifest_id",
                                dataset.path("dataset_manifest_id").asText())
                        .put("sha256", dataset.at("/manifest/sha256").asText()));
        return digests;
    }

    private static Stream<EvidenceLink> model() {
        return Stream.of(
                aboutRun(EvidenceDocument.MODEL_DESCRIPTOR),
                link(EvidenceDocument.MODEL_DESCRIPTOR, "/model", reference(ArtifactName.MODEL)),
                link(EvidenceDocument.MODEL_DESCRIPTOR, "/cuts", reference(ArtifactName.CUTS)),
                aboutRun(EvidenceDocument.CUTS),
                aboutRun(EvidenceDocument.SCORING_SAMPLE),
                repeating(
                        EvidenceDocument.SCORING_SAMPLE, "/source", ArtifactName.EXECUTION_RECORD, "/scoring_sample"));
    }

    private static Stream<EvidenceLink> evalReport() {
        EvidenceDocument report = EvidenceDocument.EVAL_REPORT;
        return Stream.concat(
                Stream.of(
                        link(report, "/eval_report_id", fact(RunFacts::evalReportId)),
                        repeating(report, "/dataset_manifest_ref", RESOLVED_TRAIN_PLAN, "/datasets/0/manifest/ref"),
                        new EvidenceLink(
                                report,
                                "/gate_decision",
                                derived(GATE_RECEIPT, GateReceipt::decision),
                                GATE_DECISION_MISMATCH)),
                provenance(report));
    }

    private static Stream<EvidenceLink> provenance(EvidenceDocument document) {
        return Stream.of("mf_code_release_id", "config_revision", "run_config_digest")
                .map(field -> repeating(document, "/provenance/" + field, RESOLVED_TRAIN_PLAN, "/" + field));
    }

    private static Stream<EvidenceLink> evidencePack() {
        EvidenceDocument pack = EvidenceDocument.EVIDENCE_PACK;
        return Stream.concat(
                Stream.of(aboutRun(pack)),
                entries(pack, "/evidence", EnumSet.range(RESOLVED_TRAIN_PLAN, ArtifactName.EVAL_REPORT)));
    }

    private static Stream<EvidenceLink> executionReceipt() {
        EvidenceDocument receipt = EvidenceDocument.EXECUTION_RECEIPT;
        return Stream.of(
                aboutRun(receipt),
                aboutPlatformRun(receipt),
                link(receipt, "/execution_started_at_utc", STARTED_AT),
                link(receipt, "/evidence_pack", reference(ArtifactName.EVIDENCE_PACK)),
                link(receipt, "/eval_report", reference(ArtifactName.EVAL_REPORT)),
                link(receipt, "/model_artifact", reference(ArtifactName.MODEL_ARTIFACT)));
    }

    private static Stream<EvidenceLink> gate() {
        EvidenceDocument receipt = EvidenceDocument.GATE_RECEIPT;
        EvidenceDocument eligibility = EvidenceDocument.ELIGIBILITY;
        return Stream.of(
                aboutRun(receipt),
                aboutPlatformRun(receipt),
                link(receipt, "/eval_report", reference(ArtifactName.EVAL_REPORT)),
                repeating(receipt, "/governance_profile", RESOLVED_TRAIN_PLAN, "/governance_profile"),
                new EvidenceLink(
                        receipt,
                        "/gate_decision",
                        derived(GATE_RECEIPT, GateReceipt::decision),
                        GATE_DECISION_MISMATCH),
                aboutRun(eligibility),
                link(eligibility, "/gate_receipt", reference(GATE_RECEIPT)),
                new EvidenceLink(
                        eligibility,
                        "/eligibility",
                        derived(GATE_RECEIPT, GateReceipt::eligibility),
                        GATE_DECISION_MISMATCH),
                repeating(eligibility, "/reason_codes", GATE_RECEIPT, "/reason_codes"));
    }

    private static Stream<EvidenceLink> publishOverride() {
        EvidenceDocument override = EvidenceDocument.PUBLISH_OVERRIDE;
        return Stream.of(
                aboutRun(override),
                aboutPlatformRun(override),
                link(override, "/gate_receipt", reference(GATE_RECEIPT)),
                link(override, "/publish_eligibility", reference(ArtifactName.PUBLISH_ELIGIBILITY)));
    }

    private static Stream<EvidenceLink> bundlePublication() {
        EvidenceDocument publication = EvidenceDocument.BUNDLE_PUBLICATION;
        return Stream.concat(
                Stream.of(
                        link(publication, "/eval_report_ref", key(ArtifactName.EVAL_REPORT)),
                        repeating(
                                publication,
                                "/dataset_manifest_refs",
                                RESOLVED_TRAIN_PLAN,
                                "/datasets/*/manifest/ref")),
                provenance(publication));
    }

    private static Stream<EvidenceLink> registry() {
        EvidenceDocument event = EvidenceDocument.REGISTRY_EVENT;
        EvidenceDocument receipt = EvidenceDocument.HANDSHAKE_RECEIPT;
        return Stream.of(
                repeating(EvidenceDocument.REGISTRY_RECORD, "", ArtifactName.BUNDLE_PUBLICATION, ""),
                link(event, "/bundle_ref/registry_ref", key(ArtifactName.REGISTRY_RECORD)),
                link(
                        event,
                        "/scope_key",
                        request(request -> request.targetScope().toJson())),
                link(event, "/ts_utc", STARTED_AT),
                link(event, "/evidence_refs/0/ref_id", key(GATE_RECEIPT)),
                link(event, "/evidence_refs/1/ref_id", key(ArtifactName.EVAL_REPORT)),
                link(event, "/evidence_refs/2/ref_id", key(ArtifactName.PUBLISH_ELIGIBILITY)),
                link(event, "/evidence_refs/3/ref_id", key(ArtifactName.PUBLISH_OVERRIDE)),
                aboutRun(receipt),
                link(receipt, "/registry_record", reference(ArtifactName.REGISTRY_RECORD)),
                link(receipt, "/registry_event", reference(ArtifactName.REGISTRY_EVENT)));
    }

    /** The marker lists every artifact but itself and what others may attach to the bundle. */
    private static Stream<EvidenceLink> completion() {
        EvidenceDocument marker = EvidenceDocument.COMPLETION_MARKER;
        Set<ArtifactName> listed = EnumSet.complementOf(EnumSet.of(ArtifactName.COMPLETION_MARKER));
        listed.removeIf(ArtifactName::isAttachment);
        return Stream.concat(Stream.of(aboutRun(marker)), entries(marker, "/artifacts", listed));
    }

    /** A list by name of these artifacts, as far as the run has them, and of no other. */
    private static Stream<EvidenceLink> entries(EvidenceDocument document, String list, Set<ArtifactName> names) {
        EvidenceLink complete = link(
                document,
                list + "/*/name",
                fact(facts -> names.stream()
                        .filter(name -> facts.evidence().find(name).isPresent())
                        .map(ArtifactName::key)
                        .sorted()
                        .toList()));
        return Stream.concat(
                Stream.of(complete),
                names.stream().map(name -> link(document, list + "/" + name.key(), reference(name))));
    }

    private static EvidenceLink aboutRun(EvidenceDocument document) {
        return link(document, "/run_key", fact(RunFacts::runKey));
    }

    private static EvidenceLink aboutPlatformRun(EvidenceDocument document) {
        return link(document, "/platform_run_id", fact(RunFacts::platformRunId));
    }

    private static EvidenceLink repeating(
            EvidenceDocument document, String pointer, ArtifactName other, String otherPointer) {
        return link(document, pointer, repeated(other, otherPointer));
    }

    private static EvidenceLink link(EvidenceDocument document, String pointer, ExpectedValue expected) {
        return new EvidenceLink(document, pointer, expected);
    }
}
