package io.modelfactory.worker.execution;

import static io.modelfactory.worker.ledger.run.RunEventType.BUNDLE_PUBLISHED;
import static io.modelfactory.worker.ledger.run.RunEventType.PUBLISH_REQUESTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that may not be published, requested again by a principal who allows it. */
class DeferredPublishIT {
    @TempDir
    private Path folder = Path.of("");

    private StageFixture factory;
    private String runKey = "";

    @BeforeEach
    void aRunThatMayNotBePublished() throws IOException {
        factory = new StageFixture(folder, 1);
        runKey = factory.submitTrainBuild("request.0001", false);
    }

    @AfterEach
    void closeFactory() {
        factory.close();
    }

    @Test
    void allowedWhileItIsQueued() {
        allow("request.0002");
        factory.executeAll();

        assertPublishedOnce();
        assertThat(factory.receiptStatus("request.0001")).contains("DONE");
        assertThat(factory.receiptStatus("request.0002")).contains("DONE");
    }

    @Test
    void allowedWhileItIsTrained() {
        ClaimedRun claimed = factory.claim();
        allow("request.0002");
        factory.execute(claimed);

        assertPublishedOnce();
        assertThat(factory.receiptStatus("request.0001")).contains("DONE");
        assertThat(factory.receiptStatus("request.0002")).contains("DONE");
    }

    @Test
    void allowedWhenItIsEvaluated() {
        ClaimedRun claimed = factory.claim();
        Map<String, ArtifactRef> refs = factory.buildStage.build(claimed.run()).refs();
        factory.ledger.evalReady(claimed.lease(), refs);
        allow("request.0002");
        factory.ledger.release(claimed.lease(), Duration.ZERO, "the worker stops");
        factory.executeAll();

        assertPublishedOnce();
        assertThat(factory.receiptStatus("request.0001")).contains("DONE");
    }

    @Test
    void allowedWhenItRests() {
        factory.executeAll();
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PASS);
        factory.submitTrainBuild("request.0002", false, "HUMAN::analyst");
        assertThat(factory.receiptStatus("request.0002")).contains("ALREADY_PASS");

        allow("request.0003");
        factory.executeAll();

        assertPublishedOnce();
        assertThat(factory.receiptStatus("request.0001")).contains("PASS_NO_PUBLISH");
        assertThat(factory.receiptStatus("request.0002")).contains("ALREADY_PASS");
        assertThat(factory.receiptStatus("request.0003")).contains("DONE");
    }

    @Test
    void allowedAgainAndAgainItIsPublishedOnce() {
        factory.executeAll();
        allow("request.0002");
        allow("request.0003");
        factory.submitTrainBuild("request.0004", false, "HUMAN::analyst");
        factory.executeAll();
        allow("request.0005");
        factory.executeAll();

        assertPublishedOnce();
        assertThat(factory.receiptStatus("request.0002")).contains("DONE");
        assertThat(factory.receiptStatus("request.0003")).contains("DONE");
        assertThat(factory.receiptStatus("request.0004")).contains("DONE");
        assertThat(factory.receiptStatus("request.0005")).contains("ALREADY_PUBLISHED");
    }

    @Test
    void aWorkerThatDiesBetweenPassAndPublicationIsReplaced() {
        factory.executeAll();
        allow("request.0002");
        ClaimedRun dying = factory.claimWithExpiredLease();
        assertThat(dying.run().state()).isEqualTo(RunState.PASS);

        factory.executeAll();

        assertPublishedOnce();
        assertThat(factory.receiptStatus("request.0002")).contains("DONE");
    }

    @Test
    void aRunThatFailedIsNotPublished() throws IOException {
        // Labels by another rule than the profile's: a violation that asking again does not heal.
        Path manifest = factory.file(StageFixture.RUN + "/ofs/manifests/dm_credit.json");
        Files.writeString(manifest, Files.readString(manifest).replace("observed_time<=label_asof_utc", "any_time"));
        factory.executeAll();
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.FAIL);

        allow("request.0002");
        factory.executeAll();

        assertThat(factory.receiptStatus("request.0002")).contains("ALREADY_FAIL");
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.FAIL);
        assertThat(factory.lifecycleEventIds()).isEmpty();
        assertThat(factory.trainingCount()).isZero();
    }

    private void allow(String requestId) {
        assertThat(factory.submitTrainBuild(requestId, true, "HUMAN::release_manager"))
                .isEqualTo(runKey);
    }

    private void assertPublishedOnce() {
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
        assertThat(factory.run(runKey).fullRunAttempts()).isEqualTo(1);
        assertThat(factory.trainingCount()).isEqualTo(1);
        assertThat(factory.lifecycleEventIds()).hasSize(1);
        assertThat(factory.eventTypes(runKey)).containsOnlyOnce(PUBLISH_REQUESTED, BUNDLE_PUBLISHED);
    }
}
