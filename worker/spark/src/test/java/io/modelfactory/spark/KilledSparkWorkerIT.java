package io.modelfactory.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two workers that train on one cluster, of which one dies, stands still, or loses an executor. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledSparkWorkerIT {
    private final StandaloneCluster cluster = StandaloneCluster.shared();
    private final SparkTenant tenant;
    private final TenantLedger ledger;
    private final WorkerPair workers;

    KilledSparkWorkerIT() throws IOException {
        tenant = new SparkTenant("killed_spark_worker_it", "spark", cluster);
        ledger = tenant.ledger();
        workers = new WorkerPair(tenant);
    }

    @BeforeEach
    void startWorkers() throws IOException {
        workers.complete();
    }

    @AfterAll
    void stopWorkers() {
        workers.close();
    }

    @Test
    @Tag("chaos")
    void anExecutorThatIsKilledFailsTheAttemptByNameAndTheNextOnePublishes() throws Exception {
        String runKey = tenant.submit("mf.killed.executor.1");
        awaitRound();

        cluster.executors().get(0).destroyForcibly();

        awaitPublished(runKey);
        assertThat(ledger.eventTypes(runKey))
                .containsExactly(
                        "REQUEST_QUEUED",
                        "RUN_STARTED",
                        "RUN_HANDED_BACK",
                        "RUN_RESUMED",
                        "EVAL_READY",
                        "GATE_PASS",
                        "BUNDLE_PUBLISHED");
        assertThat(ledger.events(runKey).get(2))
                .startsWith("RUN_HANDED_BACK TRAINING_FAILED the Spark job \"model-factory " + runKey
                        + " token 1\" failed: TASK_");
    }

    @Test
    void theRunOfAWorkerThatIsKilledInMidRoundIsTrainedAgainByAnotherWhenItsJobHasEnded() throws Exception {
        String runKey = tenant.submit("mf.killed.worker.1");
        awaitRound();
        List<ProcessHandle> executors = cluster.executors();
        JobProcesses.stop(executors);
        ProcessHandle driver = JobProcesses.drivers(runKey).get(0);

        workers.kill(workers.familyOf(driver).get(0));
        JobProcesses.resume(executors);

        await().atMost(JobProcesses.LONG_ENOUGH)
                .until(() -> JobProcesses.drivers(runKey).stream().anyMatch(next -> next.pid() != driver.pid()));
        assertThat(driver.isAlive()).as("the job of the dead worker").isFalse();
        awaitPublished(runKey);
        assertTrainedAgainAndPublishedOnce(runKey);
    }

    @Test
    void aWorkerThatIsKilledWithTheModelInItsHandsLeavesARunThatEndsWithTheSameModel() throws Exception {
        ProcessHandle killed;
        String runKey;
        byte[] model;
        try (EventBarrier barrier = EventBarrier.before(ledger, "EVAL_READY")) {
            runKey = tenant.submit("mf.killed.trained.1");
            awaitRound();
            killed = workers.familyOf(JobProcesses.drivers(runKey).get(0)).get(0);
            barrier.awaitArrival();
            assertThat(JobProcesses.drivers(runKey))
                    .as("jobs after the model came")
                    .isEmpty();
            assertThat(tenant.shared()).isEmptyDirectory();
            model = Files.readAllBytes(model(runKey));
            workers.kill(killed);
        }

        awaitPublished(runKey);

        assertTrainedAgainAndPublishedOnce(runKey);
        assertThat(Files.readAllBytes(model(runKey))).isEqualTo(model);
    }

    /** As a machine does that has no power for a while: the worker knows nothing of it. */
    @Test
    @Tag("chaos")
    void aWorkerThatStandsStillUntilAnotherHasPublishedChangesNothingWhenItGoesOn() throws Exception {
        String runKey = tenant.submit("mf.stopped.worker.1");
        awaitRound();
        ProcessHandle driver = JobProcesses.drivers(runKey).get(0);
        List<ProcessHandle> stopped = workers.familyOf(driver);
        JobProcesses.stop(stopped);
        try {
            awaitPublished(runKey);
            await().atMost(JobProcesses.LONG_ENOUGH).until(() -> ledger.isAnswered(runKey));
            List<String> before = storedFiles();
            List<String> events = ledger.events(runKey);
            JobProcesses.resume(stopped);

            await().atMost(JobProcesses.LONG_ENOUGH).until(() -> !driver.isAlive());
            await().atMost(JobProcesses.LONG_ENOUGH)
                    .untilAsserted(() -> assertThat(cluster.executors()).isEmpty());
            assertThat(storedFiles()).isEqualTo(before);
            assertThat(ledger.events(runKey)).isEqualTo(events);
        } finally {
            JobProcesses.resume(stopped.stream().filter(ProcessHandle::isAlive).toList());
        }
        assertTrainedAgainAndPublishedOnce(runKey);
    }

    private void awaitRound() {
        JobProcesses.awaitRound(tenant.scratch(), () -> true);
    }

    private void awaitPublished(String runKey) {
        await().atMost(JobProcesses.LONG_ENOUGH)
                .until(() -> ledger.eventTypes(runKey).contains("BUNDLE_PUBLISHED"));
    }

    private void assertTrainedAgainAndPublishedOnce(String runKey) {
        assertThat(ledger.eventTypes(runKey))
                .containsExactly(
                        "REQUEST_QUEUED", "RUN_STARTED", "RUN_RESUMED", "EVAL_READY", "GATE_PASS", "BUNDLE_PUBLISHED");
        assertThat(ledger.announcedBundles(runKey)).hasSize(1);
        await().atMost(JobProcesses.LONG_ENOUGH).untilAsserted(() -> {
            assertThat(JobProcesses.drivers(runKey)).isEmpty();
            assertThat(cluster.executors()).isEmpty();
            assertThat(tenant.shared()).isEmptyDirectory();
        });
    }

    private Path model(String runKey) throws IOException {
        try (Stream<Path> files = Files.walk(tenant.store())) {
            return files.filter(file -> file.endsWith(Path.of(runKey, "artifacts", "model.ubj")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private List<String> storedFiles() throws IOException {
        try (Stream<Path> files = Files.walk(tenant.store())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file + " " + file.toFile().length() + " "
                            + file.toFile().lastModified())
                    .sorted()
                    .toList();
        }
    }
}
