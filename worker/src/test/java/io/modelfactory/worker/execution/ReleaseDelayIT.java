package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a run that a fault has ended waits until it may be claimed again. */
class ReleaseDelayIT {
    private static final Duration SHORTEST = Duration.ofMinutes(10);
    private static final RunWorkerSettings SETTINGS = new RunWorkerSettings(
            "worker", 2, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofMillis(50), SHORTEST);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    private Path folder = Path.of("");

    private StageFixture factory;
    private FailureHandler handler;

    @BeforeEach
    void openFactory() throws IOException {
        factory = new StageFixture(folder, 1);
        handler = new FailureHandler(factory.ledger, SETTINGS, new WorkerMeters(new SimpleMeterRegistry()));
    }

    @AfterEach
    void closeFactory() {
        factory.close();
    }

    @Test
    void runsThatMeetTheSameFaultAllWaitTheShortestTime() {
        String plans = "/mf/resolved_train_plan/";
        CountDownLatch bothAtWork = new CountDownLatch(1);
        AtomicInteger waiting = factory.store.blockAccess(plans, bothAtWork);
        factory.store.failFirstAccess(plans, "connection reset");
        List<String> runs = Stream.of("1", "2").map(this::submitted).toList();
        try (RunWorkerPool pool = factory.workerPool(SETTINGS)) {
            pool.start();
            await().atMost(TIMEOUT).until(() -> waiting.get() == 2);

            bothAtWork.countDown();

            await().atMost(TIMEOUT)
                    .until(() -> runs.stream()
                            .allMatch(run -> factory.eventTypes(run).contains(RunEventType.RUN_HANDED_BACK)));
            assertThat(runs.stream().map(this::delay)).containsOnly(SHORTEST);
        }
    }

    @Test
    void theDelayDoublesWithEachFaultThatComesAfterAnother() {
        assertThat(Stream.of("1", "2", "3").map(number -> delayAfterFault(begun(number))))
                .containsExactly(SHORTEST, SHORTEST.multipliedBy(2), SHORTEST.multipliedBy(4));
    }

    @Test
    void aRunThatEndsInBetweenEndsTheRow() {
        Stream.of("1", "2", "3").forEach(number -> delayAfterFault(begun(number)));
        RunInProgress begunInTheOutage = begun("4");

        handler.resetBackoff();

        assertThat(delayAfterFault(begunInTheOutage)).isEqualTo(SHORTEST);
        assertThat(delayAfterFault(begun("5"))).isEqualTo(SHORTEST.multipliedBy(2));
    }

    /** @param earlierFaults of the worker when the run began */
    private record RunInProgress(ClaimedRun claimed, int earlierFaults) {}

    private RunInProgress begun(String number) {
        submitted(number);
        return new RunInProgress(factory.claim(), handler.faultsInARow());
    }

    private Duration delayAfterFault(RunInProgress run) {
        TransientFaultException fault =
                new TransientFaultException("the store is away", new IOException("connection reset"));
        handler.release(run.claimed().lease(), fault, run.earlierFaults());
        return delay(run.claimed().run().runKey());
    }

    private String submitted(String number) {
        return factory.submitTrainBuild(
                "request.000" + number, true, request -> request.put("config_revision", number));
    }

    private Duration delay(String runKey) {
        RunRecord released = factory.run(runKey);
        // Both are read from the clock in one statement, a moment after each other.
        return Duration.ofSeconds(Math.round(
                Duration.between(released.updatedAt(), released.availableAt()).toMillis() / 1000.0));
    }
}
