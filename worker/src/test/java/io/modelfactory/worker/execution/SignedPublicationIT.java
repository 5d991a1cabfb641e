package io.modelfactory.worker.execution;

import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_CONFLICT;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_NOT_ELIGIBLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.publish.PublishableRun;
import io.modelfactory.worker.signing.DsseEnvelope;
import io.modelfactory.worker.signing.KeyPairFiles;
import io.modelfactory.worker.signing.SignatureVerdict;
import io.modelfactory.worker.signing.Signer;
import io.modelfactory.worker.signing.TrustedKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signed bundles, and the outcome of publications whose key is missing, rotated or unknown. */
class SignedPublicationIT {
    private static final String REGISTRY_RECORD = "registry/bundles/.*/bundle_publication.json";

    @TempDir
    private Path folder = Path.of("");

    private KeyPairFiles key = new KeyPairFiles(Path.of(""), Path.of(""));
    private KeyPairFiles nextKey = key;
    private StageFixture factory;

    @BeforeEach
    void openFactory() throws IOException {
        key = KeyPairFiles.generate(folder, "key");
        nextKey = KeyPairFiles.generate(folder, "next");
        factory = new StageFixture(folder, 1);
        factory.signWith(key.signer());
    }

    @AfterEach
    void closeFactory() {
        factory.close();
    }

    @Test
    void thePublishedBundleIsSignedFileByFileWithItsInputs() throws IOException {
        RunRecord run = published();

        JsonNode document = Json.parse(Files.readAllBytes(envelopeOf(run)));
        DsseEnvelope envelope = DsseEnvelope.of(document);
        assertThat(TrustedKeys.read(List.of(key.publicKey())).verify(envelope))
                .isEqualTo(new SignatureVerdict.Valid(key.keyId()));
        assertThat(envelope.payloadType()).isEqualTo("application/vnd.in-toto+json");
        JsonNode statement = Json.parse(envelope.payload());
        assertThat(new JsonSchemas().violations(ContractDocument.PROVENANCE_STATEMENT, statement))
                .isEmpty();
        assertThat(digests(statement.path("subject"))).isEqualTo(filesBeside(envelopeOf(run)));
        JsonNode predicate = statement.path("predicate");
        assertThat(predicate.at("/buildDefinition/externalParameters/train_build"))
                .isEqualTo(run.request());
        assertThat(predicate.at("/runDetails/metadata/invocationId").asText()).isEqualTo(run.runKey());
        assertThat(predicate.at("/runDetails/metadata/startedOn").asText())
                .isEqualTo(run.executionStartedAt().orElseThrow().toString());
        assertThat(roles(predicate.at("/buildDefinition/resolvedDependencies")))
                .containsExactly(
                        "resolved_train_plan",
                        "training_profile",
                        "governance_profile",
                        "dataset_manifest",
                        "dataset_materialization",
                        "data_file");
        for (JsonNode dependency : predicate.at("/buildDefinition/resolvedDependencies")) {
            // The profiles' references are paths, the others' keys; either is found below the store's root.
            assertThat(ArtifactRef.of("x", factory.file(dependency.path("name").asText()))
                            .sha256())
                    .isEqualTo(dependency.at("/digest/sha256").asText());
        }
    }

    @Test
    void republishingIsDeterministicWithAndWithoutSignature() throws IOException {
        RunRecord run = published();
        byte[] before = Files.readAllBytes(envelopeOf(run));

        Evidence again = factory.publishStage.publish(PublishableRun.of(run)).evidence();
        factory.signWith(Signer.unsigned());
        Evidence unsigned = factory.publishStage
                .publish(PublishableRun.of(run).withEvidence(without(run.refs())))
                .evidence();

        assertThat(again.refs()).isEqualTo(run.refs());
        assertThat(envelopeOf(run)).hasBinaryContent(before);
        assertThat(unsigned).isEqualTo(without(run.refs()));
    }

    @Test
    void aPublicationCompletedAfterKeyRotationKeepsItsEnvelope() throws IOException {
        String runKey = leftPendingAtTheRecord();

        factory.signWith(nextKey.signer(key));
        retry("retry.0001", runKey);

        RunRecord run = factory.run(runKey);
        assertThat(run.state()).isEqualTo(RunState.PUBLISHED);
        assertThat(Json.parse(Files.readAllBytes(envelopeOf(run)))
                        .at("/signatures/0/keyid")
                        .asText())
                .isEqualTo(key.keyId());
        assertThat(factory.trainingCount()).isEqualTo(1);
    }

    @Test
    void anUntrustedEnvelopeIsKeptUntilItsKeyIsTrusted() {
        String runKey = leftPendingAtTheRecord();

        factory.signWith(nextKey.signer());
        retry("retry.0001", runKey);
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISH_PENDING);
        assertThat(factory.run(runKey).failureCode()).contains(PUBLISH_CONFLICT);
        assertThat(factory.run(runKey).failureMessage())
                .hasValueSatisfying(message ->
                        assertThat(message).contains("provenance.dsse.json").contains("wiring.signing.trusted_keys"));

        factory.signWith(nextKey.signer(key));
        retry("retry.0002", runKey);
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
    }

    @Test
    void aTrustedKeyUnderAnotherStatementIsAConflict() throws IOException {
        String runKey = leftPendingAtTheRecord();
        Path envelope = onlyEnvelope();
        DsseEnvelope other = DsseEnvelope.signed(
                "application/vnd.in-toto+json",
                "{}".getBytes(StandardCharsets.UTF_8),
                key.signer().key().orElseThrow());
        Files.write(envelope, CanonicalJson.bytes(other.toJson()));

        retry("retry.0001", runKey);

        assertThat(factory.run(runKey).failureCode()).contains(PUBLISH_CONFLICT);
        assertThat(factory.run(runKey).failureMessage())
                .hasValueSatisfying(message -> assertThat(message).contains("states something else"));
    }

    @Test
    void aPublicationMayChangeBetweenSignedAndUnsigned() {
        String begunSigned = leftPendingAtTheRecord();
        factory.signWith(Signer.unsigned());
        retry("retry.0001", begunSigned);
        assertThat(factory.run(begunSigned).state()).isEqualTo(RunState.PUBLISHED);
        assertThat(factory.run(begunSigned).refs()).doesNotContainKey("provenance");

        factory.store.failWrites("/_COMPLETE");
        String begunUnsigned =
                factory.submitTrainBuild("request.0002", true, request -> request.put("config_revision", "another"));
        factory.executeAll();
        assertThat(factory.run(begunUnsigned).state()).isEqualTo(RunState.PUBLISH_PENDING);
        factory.store.clearFaults();
        factory.signWith(key.signer());
        retry("retry.0002", begunUnsigned);
        assertThat(factory.run(begunUnsigned).state()).isEqualTo(RunState.PUBLISHED);
        assertThat(factory.run(begunUnsigned).refs()).containsKey("provenance");
    }

    @Test
    void aPolicyThatRequiresSignaturesBlocksUnsignedPublication() {
        factory.signWith(new Signer(Optional.empty(), TrustedKeys.none(), true));
        String runKey = factory.submitTrainBuild("request.0001", true);
        factory.executeAll();

        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISH_PENDING);
        assertThat(factory.run(runKey).failureCode()).contains(PUBLISH_NOT_ELIGIBLE);
        assertThat(factory.file("registry")).doesNotExist();

        factory.signWith(key.signer());
        retry("retry.0001", runKey);
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
        assertThat(factory.trainingCount()).isEqualTo(1);
    }

    private RunRecord published() {
        String runKey = factory.submitTrainBuild("request.0001", true);
        factory.executeAll();
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
        return factory.run(runKey);
    }

    /** The envelope is written and the record is not, by a worker that signs with the first key. */
    private String leftPendingAtTheRecord() {
        factory.store.failWrites(REGISTRY_RECORD);
        String runKey = factory.submitTrainBuild("request.0001", true);
        factory.executeAll();
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISH_PENDING);
        assertThat(factory.run(runKey).failureCode()).contains(EVIDENCE_UNRESOLVED);
        factory.store.clearFaults();
        return runKey;
    }

    private void retry(String requestId, String runKey) {
        factory.submitPublishRetry(requestId, runKey);
        await().untilAsserted(() -> {
            factory.executeAll();
            assertThat(factory.receiptStatus(requestId)).isPresent();
        });
    }

    private Path envelopeOf(RunRecord run) {
        return factory.file(
                new Evidence(run.refs()).require(ArtifactName.PROVENANCE).ref());
    }

    private Path onlyEnvelope() throws IOException {
        try (var files = Files.walk(factory.file("registry/bundles"))) {
            return files.filter(file -> file.endsWith("provenance.dsse.json"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Evidence without(Map<String, ArtifactRef> refs) {
        Map<String, ArtifactRef> others = new TreeMap<>(refs);
        others.remove("provenance");
        return new Evidence(others);
    }

    private static Map<String, String> digests(JsonNode subjects) {
        Map<String, String> digests = new TreeMap<>();
        subjects.forEach(subject -> digests.put(
                subject.path("name").asText(), subject.at("/digest/sha256").asText()));
        return digests;
    }

    /**
     * Model cards say nothing of their own: they are derived from what is signed, and verified by being derived again.
     */
    private static Map<String, String> filesBeside(Path envelope) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        try (var files = Files.list(envelope.resolveSibling(""))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!file.equals(envelope) && !name.startsWith("model_card.")) {
                    digests.put(name, Sha256.hex(file));
                }
            }
        }
        return digests;
    }

    private static List<String> roles(JsonNode dependencies) {
        List<String> roles = new ArrayList<>();
        dependencies.forEach(
                dependency -> roles.add(dependency.at("/annotations/role").asText()));
        return roles;
    }
}
