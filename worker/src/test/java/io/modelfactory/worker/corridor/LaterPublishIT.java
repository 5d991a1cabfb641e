package io.modelfactory.worker.corridor;

import static io.modelfactory.worker.ledger.RunEventType.BUNDLE_PUBLISHED;
import static io.modelfactory.worker.ledger.RunEventType.PUBLISH_REQUESTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.ledger.ClaimedRun;
import io.modelfactory.worker.ledger.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that nobody allowed to be published, asked for again by somebody who does. */
class LaterPublishIT {
    @TempDir
    private Path folder = Path.of("");

    private Factory factory;
    private String runKey = "";

    @BeforeEach
    void aRunThatMayNotBePublished() throws IOException {
        factory = new Factory(folder, 1);
        runKey = factory.ask("request.0001", false);
    }

    @AfterEach
    void closeFactory() {
        factory.close();
    }

    @Test
    void allowedWhileItIsQueued() {
        allow("request.0002");
        factory.work();

        assertPublishedOnce();
        assertThat(factory.answer("request.0001")).contains("DONE");
        assertThat(factory.answer("request.0002")).contains("DONE");
    }

    @Test
    void allowedWhileItIsTrained() {
        ClaimedRun claimed = factory.claim();
        allow("request.0002");
        factory.execute(claimed);

        assertPublishedOnce();
        assertThat(factory.answer("request.0001")).contains("DONE");
        assertThat(factory.answer("request.0002")).contains("DONE");
    }

    @Test
    void allowedWhenItIsEvaluated() {
        ClaimedRun claimed = factory.claim();
        Map<String, ArtifactRef> refs = factory.buildStage.build(claimed.run()).refs();
        factory.ledger.evalReady(claimed.lease(), refs);
        allow("request.0002");
        factory.ledger.handBack(claimed.lease(), Duration.ZERO, "the worker stops");
        factory.work();

        assertPublishedOnce();
        assertThat(factory.answer("request.0001")).contains("DONE");
    }

    @Test
    void allowedWhenItRests() {
        factory.work();
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PASS);
        factory.ask("request.0002", false, "HUMAN::somebody");
        assertThat(factory.answer("request.0002")).contains("ALREADY_PASS");

        allow("request.0003");
        factory.work();

        assertPublishedOnce();
        assertThat(factory.answer("request.0001")).contains("PASS_NO_PUBLISH");
        assertThat(factory.answer("request.0002")).contains("ALREADY_PASS");
        assertThat(factory.answer("request.0003")).contains("DONE");
    }

    @Test
    void allowedAgainAndAgainItIsPublishedOnce() {
        factory.work();
        allow("request.0002");
        allow("request.0003");
        factory.ask("request.0004", false, "HUMAN::somebody");
        factory.work();
        allow("request.0005");
        factory.work();

        assertPublishedOnce();
        assertThat(factory.answer("request.0002")).contains("DONE");
        assertThat(factory.answer("request.0003")).contains("DONE");
        assertThat(factory.answer("request.0004")).contains("DONE");
        assertThat(factory.answer("request.0005")).contains("ALREADY_PUBLISHED");
    }

    @Test
    void aWorkerThatDiesBetweenPassAndPublicationIsReplaced() {
        factory.work();
        allow("request.0002");
        ClaimedRun dying = factory.claimAndDie();
        assertThat(dying.run().state()).isEqualTo(RunState.PASS);

        factory.work();

        assertPublishedOnce();
        assertThat(factory.answer("request.0002")).contains("DONE");
    }

    @Test
    void aRunThatFailedIsNotPublished() throws IOException {
        Files.writeString(factory.file(Factory.RUN + "/ofs/manifests/dm_credit.json"), "{}");
        factory.work();
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.FAIL);

        allow("request.0002");
        factory.work();

        assertThat(factory.answer("request.0002")).contains("ALREADY_FAIL");
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.FAIL);
        assertThat(factory.announcements()).isEmpty();
        assertThat(factory.trainings()).isZero();
    }

    private void allow(String requestId) {
        assertThat(factory.ask(requestId, true, "HUMAN::release_manager")).isEqualTo(runKey);
    }

    private void assertPublishedOnce() {
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
        assertThat(factory.run(runKey).fullRunAttempts()).isEqualTo(1);
        assertThat(factory.trainings()).isEqualTo(1);
        assertThat(factory.announcements()).hasSize(1);
        assertThat(factory.history(runKey)).containsOnlyOnce(PUBLISH_REQUESTED, BUNDLE_PUBLISHED);
    }
}
