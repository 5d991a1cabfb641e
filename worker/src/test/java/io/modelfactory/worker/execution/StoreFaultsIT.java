package io.modelfactory.worker.execution;

import static io.modelfactory.worker.ledger.run.RunEventType.PUBLISH_PENDING;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_FAILED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_HANDED_BACK;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_RESUMED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose object store fails or is slow: they lose time, and nothing else. */
class StoreFaultsIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    private Path folder = Path.of("");

    private StageFixture factory;

    @BeforeEach
    void openFactory() throws IOException {
        factory = new StageFixture(folder, 1);
    }

    @AfterEach
    void closeFactory() {
        factory.close();
    }

    @Test
    void anUnreadableInputIsRetriedWithoutCountingAnAttempt() {
        Set<String> failed = factory.store.failFirstAccess("/ofs/", "connection reset");

        assertPublishedInSpiteOf(failed);

        assertThat(failed).as("manifest, materialization, files").hasSizeGreaterThanOrEqualTo(3);
        assertThat(factory.trainingCount()).isEqualTo(1);
    }

    @Test
    void aFullDiskAtAnyArtifactCountsNoAttempt() {
        Set<String> failed = factory.store.failFirstAccess(
                "/mf/(resolved_train_plan|train_runs/[^/]+/(execution_record|artifacts|eval|gate))",
                "No space left on device");

        assertPublishedInSpiteOf(failed);

        assertThat(failed).as("the store was full from the plan to the gate").hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void aReadLongerThanTheLeaseKeepsTheLeaseRenewed() throws InterruptedException {
        Duration lease = Duration.ofSeconds(15);
        CountDownLatch answered = new CountDownLatch(1);
        AtomicInteger waiting = factory.store.blockAccess("/ofs/manifests/", answered);
        try (RunWorkerPool pool = factory.workerPool(lease, Duration.ofMillis(200))) {
            pool.start();
            String runKey = factory.submitTrainBuild("request.0001", true);
            await().atMost(TIMEOUT).until(() -> waiting.get() > 0);

            await().during(lease.plusSeconds(1))
                    .atMost(TIMEOUT)
                    .until(() -> factory.ledger.claim("another", lease).isEmpty());
            answered.countDown();

            await().atMost(TIMEOUT).until(() -> factory.run(runKey).state() == RunState.PUBLISHED);
            assertThat(factory.eventTypes(runKey)).doesNotContain(RUN_RESUMED, RUN_HANDED_BACK);
            assertThat(factory.trainingCount()).isEqualTo(1);
        }
    }

    private void assertPublishedInSpiteOf(Set<String> failed) {
        String runKey = factory.submitTrainBuild("request.0001", true);

        factory.executeUntilFinished(runKey);

        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
        assertThat(factory.run(runKey).fullRunAttempts()).isEqualTo(1);
        assertThat(factory.receiptStatus("request.0001")).contains("DONE");
        assertThat(factory.lifecycleEventIds()).hasSize(1);
        assertThat(factory.eventTypes(runKey)).doesNotContain(RUN_FAILED, PUBLISH_PENDING);
        long handedBack = factory.eventTypes(runKey).stream()
                .filter(RUN_HANDED_BACK::equals)
                .count();
        assertThat(handedBack).isEqualTo(failed.size());
        assertThat(factory.faultCount()).isEqualTo(failed.size());
    }
}
