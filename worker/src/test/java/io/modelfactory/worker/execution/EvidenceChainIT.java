package io.modelfactory.worker.execution;

import static io.modelfactory.worker.artifact.Evidence.ArtifactName.CUTS;
import static io.modelfactory.worker.artifact.Evidence.ArtifactName.EVAL_REPORT;
import static io.modelfactory.worker.artifact.Evidence.ArtifactName.EVIDENCE_PACK;
import static io.modelfactory.worker.artifact.Evidence.ArtifactName.EXECUTION_RECEIPT;
import static io.modelfactory.worker.artifact.Evidence.ArtifactName.EXECUTION_RECORD;
import static io.modelfactory.worker.artifact.Evidence.ArtifactName.GATE_RECEIPT;
import static io.modelfactory.worker.artifact.Evidence.ArtifactName.MODEL;
import static io.modelfactory.worker.artifact.Evidence.ArtifactName.MODEL_ARTIFACT;
import static io.modelfactory.worker.artifact.Evidence.ArtifactName.PUBLISH_ELIGIBILITY;
import static io.modelfactory.worker.artifact.Evidence.ArtifactName.RESOLVED_TRAIN_PLAN;
import static io.modelfactory.worker.artifact.Evidence.ArtifactName.SCORING_SAMPLE;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_INVALID;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_PACK_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_REF_MISSING;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.EXECUTION_RECORD_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.GATE_DECISION_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.GATE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.GATE_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_NOT_ELIGIBLE;
import static io.modelfactory.worker.failure.FailureCode.RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_EVAL_RECEIPT_IMMUTABILITY_VIOLATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.publish.PublishableRun;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One passed run, and everything that may be wrong with its evidence when it is to be published. */
@TestInstance(Lifecycle.PER_CLASS)
class EvidenceChainIT {
    private static final String OTHER_RUN = "tr_" + "0".repeat(32);
    private static final String OTHER_DIGEST = "0".repeat(64);

    private StageFixture factory;
    private PublishableRun passed;

    @BeforeAll
    void letARunPass(@TempDir Path folder) throws IOException {
        factory = new StageFixture(folder, 1);
        String runKey = factory.submitTrainBuild("request.0001", false);
        factory.executeAll();
        passed = PublishableRun.of(factory.run(runKey));
    }

    @AfterAll
    void closeFactory() {
        factory.close();
    }

    static Stream<Arguments> codes() {
        return Stream.of(
                arguments(RESOLVED_TRAIN_PLAN, EVIDENCE_UNRESOLVED, RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION),
                arguments(EXECUTION_RECORD, EVIDENCE_UNRESOLVED, EXECUTION_RECORD_IMMUTABILITY_VIOLATION),
                arguments(MODEL, EVIDENCE_UNRESOLVED, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION),
                arguments(CUTS, EVIDENCE_UNRESOLVED, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION),
                arguments(MODEL_ARTIFACT, EVIDENCE_UNRESOLVED, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION),
                arguments(SCORING_SAMPLE, EVIDENCE_UNRESOLVED, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION),
                arguments(EVAL_REPORT, EVAL_REPORT_UNRESOLVED, EVAL_REPORT_MISMATCH),
                arguments(EVIDENCE_PACK, EVIDENCE_UNRESOLVED, EVIDENCE_PACK_IMMUTABILITY_VIOLATION),
                arguments(EXECUTION_RECEIPT, EVIDENCE_UNRESOLVED, TRAIN_EVAL_RECEIPT_IMMUTABILITY_VIOLATION),
                arguments(GATE_RECEIPT, EVIDENCE_UNRESOLVED, GATE_RECEIPT_IMMUTABILITY_VIOLATION),
                arguments(PUBLISH_ELIGIBILITY, EVIDENCE_UNRESOLVED, PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void whatIsMissingOrAlteredInTheStoreIsNotPublished(ArtifactName name, FailureCode ifMissing, FailureCode ifAltered)
            throws IOException {
        Path file = factory.file(passed.evidence().require(name).ref());
        byte[] content = Files.readAllBytes(file);
        try {
            Files.delete(file);
            assertRefused(passed, ifMissing, file.getFileName().toString());
            Files.writeString(file, " ");
            assertRefused(passed, ifAltered, file.getFileName().toString());
        } finally {
            Files.write(file, content);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.MATCH_NONE,
            names = "(CUTS|PUBLISH_OVERRIDE|BUNDLE|MODEL_CARD|PROVENANCE|REGISTRY|PUBLISH_HANDSHAKE|COMPLETION).*")
    void whatTheLedgerDoesNotReferToIsNotPublished(ArtifactName name) {
        Map<String, ArtifactRef> refs = new TreeMap<>(passed.evidence().refs());
        refs.remove(name.key());

        assertRefused(with(new Evidence(refs)), EVIDENCE_REF_MISSING, name.key());
    }

    /** Not every algorithm pins its bins, but the evidence of a run that did lists them. */
    @Test
    void cutsThatTheLedgerDoesNotReferToAreMissedByTheEvidence() {
        Map<String, ArtifactRef> refs = new TreeMap<>(passed.evidence().refs());
        refs.remove(CUTS.key());

        assertRefused(with(new Evidence(refs)), EVIDENCE_PACK_IMMUTABILITY_VIOLATION, CUTS.key());
    }

    static Stream<Arguments> contradictions() {
        return Stream.of(
                        about(
                                RESOLVED_TRAIN_PLAN,
                                RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION,
                                Map.ofEntries(
                                        Map.entry("/run_key", OTHER_RUN),
                                        Map.entry("/train_run_key", OTHER_DIGEST),
                                        Map.entry("/platform_run_id", "platform_20270101T000000Z"),
                                        Map.entry("/intent_kind", "backfill_retrain"),
                                        Map.entry("/target_scope/environment", "prod"),
                                        Map.entry("/target_scope/mode", "another"),
                                        Map.entry("/target_scope/bundle_slot", "challenger"),
                                        Map.entry("/target_scope/tenant_id", "another"),
                                        Map.entry("/policy_revision", "another"),
                                        Map.entry("/config_revision", "another"),
                                        Map.entry("/mf_code_release_id", "git:another"),
                                        Map.entry("/run_config_digest", OTHER_DIGEST),
                                        Map.entry("/execution_started_at_utc", "2020-01-01T00:00:00Z"),
                                        Map.entry("/training_profile/ref", "another.yaml"),
                                        Map.entry("/governance_profile/ref", "another.yaml"),
                                        Map.entry("/datasets/0/manifest/ref", "another.json"))),
                        about(
                                EXECUTION_RECORD,
                                EXECUTION_RECORD_IMMUTABILITY_VIOLATION,
                                Map.of(
                                        "/run_key", OTHER_RUN,
                                        "/platform_run_id", "platform_20270101T000000Z",
                                        "/requested_by/request_id", "request.0002",
                                        "/requested_by/requester_principal", "HUMAN::another",
                                        "/execution_started_at_utc", "2020-01-01T00:00:00Z",
                                        "/resolved_train_plan/sha256", OTHER_DIGEST,
                                        "/training_profile/sha256", OTHER_DIGEST,
                                        "/governance_profile/sha256", OTHER_DIGEST,
                                        "/manifest_digests/0/sha256", OTHER_DIGEST)),
                        about(
                                MODEL_ARTIFACT,
                                TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION,
                                Map.of("/run_key", OTHER_RUN, "/model/sha256", OTHER_DIGEST)),
                        about(SCORING_SAMPLE, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION, Map.of("/run_key", OTHER_RUN)),
                        about(
                                EVAL_REPORT,
                                EVAL_REPORT_MISMATCH,
                                Map.of(
                                        "/eval_report_id", "er_" + "0".repeat(16),
                                        "/dataset_manifest_ref", "another.json",
                                        "/provenance/mf_code_release_id", "git:another",
                                        "/provenance/config_revision", "another",
                                        "/provenance/run_config_digest", OTHER_DIGEST)),
                        about(EVAL_REPORT, EVAL_REPORT_INVALID, Map.of("/eval_report_id", "one")),
                        about(
                                EVIDENCE_PACK,
                                EVIDENCE_PACK_IMMUTABILITY_VIOLATION,
                                Map.of(
                                        "/run_key",
                                        OTHER_RUN,
                                        "/evidence/0/sha256",
                                        OTHER_DIGEST,
                                        "/evidence/0/name",
                                        "unheard_of")),
                        about(
                                EXECUTION_RECEIPT,
                                TRAIN_EVAL_RECEIPT_IMMUTABILITY_VIOLATION,
                                Map.of(
                                        "/run_key", OTHER_RUN,
                                        "/platform_run_id", "platform_20270101T000000Z",
                                        "/evidence_pack/sha256", OTHER_DIGEST,
                                        "/eval_report/sha256", OTHER_DIGEST,
                                        "/model_artifact/sha256", OTHER_DIGEST)),
                        about(
                                GATE_RECEIPT,
                                GATE_INVALID,
                                Map.of(
                                        "/run_key", OTHER_RUN,
                                        "/platform_run_id", "platform_20270101T000000Z",
                                        "/governance_profile/sha256", OTHER_DIGEST,
                                        "/eval_report/sha256", OTHER_DIGEST,
                                        "/schema_version", "learning.mf_gate_receipt.v9")),
                        about(
                                GATE_RECEIPT,
                                GATE_DECISION_MISMATCH,
                                Map.of("/gate_decision", "FAIL", "/checks/0/verdict", "FAIL")),
                        about(
                                PUBLISH_ELIGIBILITY,
                                GATE_INVALID,
                                Map.of("/run_key", OTHER_RUN, "/gate_receipt/sha256", OTHER_DIGEST)),
                        about(PUBLISH_ELIGIBILITY, PUBLISH_NOT_ELIGIBLE, Map.of("/eligibility", "INELIGIBLE")))
                .flatMap(cases -> cases);
    }

    private static Stream<Arguments> about(ArtifactName name, FailureCode code, Map<String, String> forgeries) {
        return forgeries.entrySet().stream()
                .map(forgery -> arguments(name, forgery.getKey(), forgery.getValue(), code));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void aDocumentThatIsPinnedButSaysSomethingElseIsNotPublished(
            ArtifactName name, String pointer, String value, FailureCode code) throws IOException {
        ArtifactRef original = passed.evidence().require(name);
        ObjectNode document = (ObjectNode) Json.parse(Files.readAllBytes(factory.file(original.ref())));
        JsonPointer member = JsonPointer.compile(pointer);
        ((ObjectNode) document.at(member.head())).put(member.last().getMatchingProperty(), value);
        byte[] forged = CanonicalJson.bytes(document);
        ArtifactRef pinned = ArtifactRef.of("forged/" + name.key() + pointer.replace('/', '-') + ".json", forged);
        Files.createDirectories(factory.file("forged"));
        Files.write(factory.file(pinned.ref()), forged);

        assertRefused(with(passed.evidence().with(name, pinned)), code, "");
    }

    @Test
    void aRequestThatIsNotTheRunsIsNotPublished() {
        ObjectNode request = passed.request().toJson();
        request.withObjectProperty("target_scope").put("bundle_slot", "challenger");
        PublishableRun elsewhere = new PublishableRun(
                passed.runKey(),
                TrainBuildRequestReader.read(request),
                passed.executionStartedAt(),
                passed.runConfigDigest(),
                passed.evidence(),
                passed.publishOverride(),
                passed.workers());

        assertRefused(elsewhere, RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION, "run_key");
    }

    @Test
    void evidenceThatHoldsHasNoFlaws() {
        assertThat(factory.evidenceChain.flaws(passed)).isEmpty();
    }

    @Test
    void aReferenceThatTheLedgerLostIsAFlaw() {
        Map<String, ArtifactRef> refs = new TreeMap<>(passed.evidence().refs());
        refs.remove(EXECUTION_RECEIPT.key());

        assertThat(factory.evidenceChain.flaws(with(new Evidence(refs))))
                .extracting(FailureException::code)
                .containsExactly(EVIDENCE_REF_MISSING);
    }

    @Test
    void allFlawsAreFoundAtOnce() throws IOException {
        Path plan = factory.file(passed.evidence().require(RESOLVED_TRAIN_PLAN).ref());
        Path report = factory.file(passed.evidence().require(EVAL_REPORT).ref());
        byte[] planContent = Files.readAllBytes(plan);
        byte[] reportContent = Files.readAllBytes(report);
        try {
            Files.writeString(plan, "{}");
            Files.delete(report);
            assertThat(factory.evidenceChain.flaws(passed))
                    .extracting(FailureException::code)
                    .startsWith(RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION)
                    .contains(EVAL_REPORT_UNRESOLVED);
        } finally {
            Files.write(plan, planContent);
            Files.write(report, reportContent);
        }
    }

    private PublishableRun with(Evidence evidence) {
        return passed.withEvidence(evidence);
    }

    private void assertRefused(PublishableRun run, FailureCode code, String named) {
        assertThatThrownBy(() -> factory.publishStage.publish(run))
                .isInstanceOfSatisfying(FailureException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(code);
                    assertThat(failure.getMessage()).contains(named);
                });
        assertThat(factory.file("registry")).doesNotExist();
    }
}
