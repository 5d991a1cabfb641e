package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that failed for their inputs, and are asked for again once those are put right. */
class AskingAgainIT {
    private static final String PROFILE = "profiles/training.yaml";

    @TempDir
    private Path folder = Path.of("");

    private StageFixture factory;

    @BeforeEach
    void start() throws IOException {
        factory = new StageFixture(folder, 1);
    }

    @AfterEach
    void close() {
        factory.close();
    }

    @Test
    void aRunWhoseDataWasMissingIsBuiltByTheSamePlanOnceItIsThere() throws IOException {
        Path file = dataFile();
        Path hidden = Files.move(file, folder.resolve("hidden"));
        String runKey = factory.submitTrainBuild("request.0001", false, "HUMAN::first");
        factory.executeUntilFinished(runKey);
        RunRecord failed = factory.run(runKey);
        assertThat(failed.failureCode()).contains(FailureCode.DATASET_UNRESOLVED);
        assertThat(failed.refs()).containsOnlyKeys("resolved_train_plan");

        Files.move(hidden, file);
        factory.submitTrainBuild("request.0002", true, "HUMAN::second");
        factory.executeUntilFinished(runKey);

        RunRecord published = factory.run(runKey);
        assertThat(published.state()).isEqualTo(RunState.PUBLISHED);
        assertThat(published.requeues()).isEqualTo(1);
        assertThat(published.refs()).containsAllEntriesOf(failed.refs());
        assertThat(published.executionStartedAt()).isEqualTo(failed.executionStartedAt());
        assertThat(executionRecord(runKey)
                        .at("/requested_by/requester_principal")
                        .textValue())
                .isEqualTo("HUMAN::second");
        assertThat(factory.receiptStatus("request.0001")).contains("FAILED");
        assertThat(factory.receiptStatus("request.0002")).contains("DONE");
    }

    @Test
    void aManifestThatComesLaterIsResolvedWithANewStart() throws IOException {
        Path manifest = factory.file(StageFixture.RUN + "/ofs/manifests/dm_credit.json");
        Path hidden = Files.move(manifest, folder.resolve("hidden"));
        String runKey = factory.submitTrainBuild("request.0001", true);
        factory.executeUntilFinished(runKey);
        RunRecord failed = factory.run(runKey);
        assertThat(failed.refs()).isEmpty();

        Files.move(hidden, manifest);
        factory.submitTrainBuild("request.0002", true);
        factory.executeUntilFinished(runKey);

        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
        assertThat(factory.run(runKey).executionStartedAt().orElseThrow())
                .isAfter(failed.executionStartedAt().orElseThrow());
    }

    @Test
    void aProfileThatWasChangedSinceThePlanNeedsAnotherName() throws IOException {
        Path profile =
                Files.createDirectories(factory.file(PROFILE).getParent()).resolve("training.yaml");
        String text = Files.readString(StageFixture.PROFILES.resolve("training_profile_credit_v0.yaml"));
        Files.writeString(profile, text);
        Path file = dataFile();
        Path hidden = Files.move(file, folder.resolve("hidden"));
        String runKey = submit("request.0001");
        factory.executeUntilFinished(runKey);

        Files.move(hidden, file);
        Files.writeString(profile, text + "\n# another profile\n");
        submit("request.0002");
        factory.executeUntilFinished(runKey);

        RunRecord stopped = factory.run(runKey);
        assertThat(stopped.failureCode()).contains(FailureCode.TRAINING_PROFILE_UNRESOLVED);
        assertThat(stopped.failureMessage().orElseThrow())
                .contains("training.yaml", "the plan of this run pins", "another reference", "config_revision");

        Files.writeString(profile, text);
        submit("request.0003");
        factory.executeUntilFinished(runKey);
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
        assertThat(factory.eventTypes(runKey))
                .filteredOn(RunEventType.RUN_REQUEUED::equals)
                .hasSize(2);
    }

    private String submit(String requestId) {
        return factory.submitTrainBuild(requestId, true, document -> document.put("training_config_ref", PROFILE));
    }

    private Path dataFile() throws IOException {
        JsonNode materialization = Json.parse(
                Files.readAllBytes(factory.file(StageFixture.RUN + "/ofs/datasets/dm_credit/materialization.json")));
        return factory.file(materialization.at("/files/0/ref").textValue());
    }

    private JsonNode executionRecord(String runKey) throws IOException {
        return Json.parse(Files.readAllBytes(factory.file(runKey, ArtifactName.EXECUTION_RECORD)));
    }
}
