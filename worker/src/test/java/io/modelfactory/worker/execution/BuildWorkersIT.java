package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.publish.PublishableRun;
import io.modelfactory.worker.signing.DsseEnvelope;
import io.modelfactory.worker.signing.KeyPairFiles;
import io.modelfactory.worker.signing.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who built and who published a bundle, by the record of the ledger. */
class BuildWorkersIT {
    private static final String STARTED_UNDER = "d".repeat(64);
    private static final String OTHER = "e".repeat(64);

    @TempDir
    private Path folder = Path.of("");

    private KeyPairFiles key = new KeyPairFiles(Path.of(""), Path.of(""));
    private StageFixture factory;

    @BeforeEach
    void openFactory() throws IOException {
        key = KeyPairFiles.generate(folder, "key");
        factory = new StageFixture(folder, 1);
        factory.signWith(new Signer(key.signer().key(), key.signer().trusted(), false));
    }

    @AfterEach
    void closeFactory() {
        factory.close();
    }

    @Test
    void theBuilderIsTheReleaseThatDidTheWorkAndNotTheOneThatWasTyped() throws IOException {
        String runKey = factory.submitTrainBuild("request.0001", true, asked -> asked.put("mf_code_release_id", "x"));
        factory.executeAll();

        JsonNode predicate = statement(factory.run(runKey)).path("predicate");

        assertThat(predicate
                        .at("/runDetails/builder/version/mf_code_release_id")
                        .textValue())
                .isEqualTo("release");
        assertThat(predicate
                        .at("/buildDefinition/externalParameters/train_build/mf_code_release_id")
                        .textValue())
                .isEqualTo("x");
        assertThat(card(factory.run(runKey))).contains("built by the Model Factory, release release (asked for was x)");
    }

    @Test
    void aPublicationThatAnotherWorkerCompletesStatesTheSameAsTheFirst() {
        String runKey = factory.submitTrainBuild("request.0001", true);
        ClaimedRun first = factory.claim();
        factory.ledger.evalReady(
                first.lease(), factory.buildStage.build(first.run()).refs());
        Evidence judged = factory.gateStage
                .judge(
                        StageFixture.RUN,
                        runKey,
                        new Evidence(factory.run(runKey).refs()),
                        rows -> 1)
                .evidence();
        factory.ledger.pass(first.lease(), judged.refs());
        RunRecord begun = factory.ledger.beginPublication(first.lease());
        Map<String, ArtifactRef> written = factory.publishStage
                .publish(PublishableRun.of(begun))
                .evidence()
                .refs();
        factory.ledger.release(first.lease(), Duration.ZERO, "the worker is killed before the ledger has it");

        factory.executeAllAs(StageFixture.identity("next-release", OTHER, Optional.empty()));

        RunRecord published = factory.run(runKey);
        assertThat(published.failureMessage()).isEmpty();
        assertThat(published.state()).isEqualTo(RunState.PUBLISHED);
        assertThat(published.refs()).isEqualTo(written);
        assertThat(published
                        .workers()
                        .builtBy()
                        .orElseThrow()
                        .path("release_id")
                        .textValue())
                .isEqualTo("release");
        assertThat(receiptDetails("request.0001").path("not_finished_as_started"))
                .hasToString("[\"run_config_digest: started under " + STARTED_UNDER + "\"]");
    }

    @Test
    void aRunThatAWorkerOfAnotherConfigurationFinishesSaysSo() throws IOException {
        String runKey = trainedAndReleased();

        factory.executeAllAs(StageFixture.identity("next-release", OTHER, Optional.empty()));

        RunRecord run = factory.run(runKey);
        assertThat(run.failureMessage()).isEmpty();
        assertThat(run.state()).isEqualTo(RunState.PUBLISHED);
        String deviation = "published under the run configuration " + OTHER;
        assertThat(statement(run)
                        .at("/predicate/buildDefinition/internalParameters/deviations/0")
                        .textValue())
                .startsWith(deviation);
        assertThat(document(run, ArtifactName.PUBLISH_HANDSHAKE_RECEIPT)
                        .at("/workers/deviations/0")
                        .textValue())
                .startsWith(deviation);
        assertThat(card(run)).contains(deviation);
    }

    @Test
    void whereBundlesHaveToBeSignedARunIsPublishedOnlyAsItWasStarted() {
        factory.signWith(new Signer(key.signer().key(), key.signer().trusted(), true));
        String runKey = trainedAndReleased();

        factory.executeAllAs(StageFixture.identity("next-release", OTHER, Optional.empty()));
        RunRecord pending = factory.run(runKey);
        assertThat(pending.state()).isEqualTo(RunState.PUBLISH_PENDING);
        assertThat(pending.failureCode()).contains(FailureCode.PUBLISH_NOT_ELIGIBLE);
        assertThat(pending.failureMessage().orElseThrow()).contains(OTHER, STARTED_UNDER, "config_revision");
        assertThat(factory.file("registry")).doesNotExist();

        factory.submitPublishRetry("retry.0001", runKey);
        factory.executeAll();
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
    }

    @Test
    void aRunStartedWithASigningKeyIsNotPublishedWithoutIt() {
        factory.signWith(new Signer(key.signer().key(), key.signer().trusted(), true));
        String runKey = factory.submitTrainBuild("request.0001", false);
        factory.executeAllAs(StageFixture.identity("release", STARTED_UNDER, Optional.of("the-first-key")));
        factory.submitTrainBuild("request.0002", true);

        factory.executeAllAs(StageFixture.identity("release", STARTED_UNDER, Optional.of("another-key")));

        RunRecord pending = factory.run(runKey);
        assertThat(pending.failureCode()).contains(FailureCode.PUBLISH_NOT_ELIGIBLE);
        assertThat(pending.failureMessage().orElseThrow()).contains("the-first-key", "another-key");
    }

    private String trainedAndReleased() {
        String runKey = factory.submitTrainBuild("request.0001", true);
        ClaimedRun claimed = factory.claim();
        factory.ledger.evalReady(
                claimed.lease(), factory.buildStage.build(claimed.run()).refs());
        factory.ledger.release(claimed.lease(), Duration.ZERO, "the worker stops");
        return runKey;
    }

    private JsonNode statement(RunRecord run) throws IOException {
        return Json.parse(
                DsseEnvelope.of(document(run, ArtifactName.PROVENANCE)).payload());
    }

    private JsonNode document(RunRecord run, ArtifactName name) throws IOException {
        return Json.parse(Files.readAllBytes(
                factory.file(new Evidence(run.refs()).require(name).ref())));
    }

    /** Without the marks that keep Markdown from reading its texts. */
    private String card(RunRecord run) throws IOException {
        Path envelope = factory.file(
                new Evidence(run.refs()).require(ArtifactName.PROVENANCE).ref());
        return Files.readString(envelope.resolveSibling("model_card.md")).replace("\\", "");
    }

    private JsonNode receiptDetails(String requestId) {
        return factory.ledger
                .request(requestId)
                .orElseThrow()
                .receipt()
                .orElseThrow()
                .path("details");
    }
}
