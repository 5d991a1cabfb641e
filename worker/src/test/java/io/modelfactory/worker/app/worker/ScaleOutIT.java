package io.modelfactory.worker.app.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Several workers on one consumer group and one ledger. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScaleOutIT {
    /** Polling is too slow to find runs in time: all that starts within the test was notified. */
    private static String deafButForNotices(String shipped) {
        return replaced(shipped, "poll_millis: 500", "poll_millis: 600000");
    }

    private static String inAHurry(String shipped) {
        return replaced(shipped, "grace_seconds: 15", "grace_seconds: 1");
    }

    private static final String LISTENER = "application_name = 'model-factory-listener'";

    private final WorkerClusterFixture shared = new WorkerClusterFixture();

    @AfterAll
    void close() {
        shared.close();
    }

    @Test
    void everyRunIsExecutedByOneWorker() {
        List<String> runs;
        try (Worker one = shared.worker();
                Worker two = shared.worker();
                Worker three = shared.worker()) {
            assertThat(List.of(one, two, three)).doesNotHaveDuplicates();
            // No worker ends its first run before each of the others has one.
            runs = shared.withHeldEvents(RunEventType.EVAL_READY, () -> {
                List<String> asked =
                        IntStream.range(100, 112).mapToObj(shared::submit).toList();
                await().atMost(WorkerClusterFixture.TIMEOUT)
                        .untilAsserted(() -> assertThat(shared.workers(asked)).hasSize(3));
                return asked;
            });

            shared.awaitReceipts(runs);
        }

        shared.assertOneWorkerAtATime(runs);
        assertThat(shared.workers(runs)).hasSize(3);
    }

    @Test
    void aRollingRestartUnderLoadLosesNothing() {
        Worker oldOne = shared.worker();
        Worker oldTwo = shared.worker();
        List<String> runs = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
            for (int number = 200; number < 212; number++) {
                runs.add(shared.submit(number));
                shared.awaitStart(runs.get(runs.size() - 1));
            }
        });

        Worker newOne = shared.worker();
        oldOne.close();
        Worker newTwo = shared.worker();
        oldTwo.close();

        try (newOne;
                newTwo) {
            load.join();
            shared.awaitReceipts(runs);
        }
        shared.assertOneWorkerAtATime(runs);
    }

    @Test
    void aStoppingWorkerReleasesItsRunsToAnother() {
        Worker leaving = shared.worker(ScaleOutIT::inAHurry);
        String runKey = shared.submitLongRun(300);
        String first = shared.awaitStart(runKey);

        try (Worker staying = shared.worker(shipped -> deafButForNotices(inAHurry(shipped)))) {
            assertThat(staying).isNotEqualTo(leaving);
            awaitListeners(2);
            leaving.close();
            await().atMost(WorkerClusterFixture.TIMEOUT)
                    .untilAsserted(() -> assertThat(shared.events(runKey))
                            .extracting(RunEvent::type)
                            .containsExactly(
                                    RunEventType.REQUEST_QUEUED,
                                    RunEventType.RUN_STARTED,
                                    RunEventType.RUN_HANDED_BACK,
                                    RunEventType.RUN_RESUMED));
        }

        shared.assertOneWorkerAtATime(List.of(runKey));
        assertThat(shared.workers(List.of(runKey))).hasSize(2).contains(first);
        assertThat(shared.ledger().find(runKey).orElseThrow().fullRunAttempts())
                .as("that workers stop is nothing the run did")
                .isZero();
        shared.failRun(runKey);
    }

    @Test
    void aQueuedRunStartsWithoutWaitingForThePoll() {
        try (Worker worker = shared.worker(ScaleOutIT::deafButForNotices)) {
            assertThat(worker.healthUrl()).isNotEmpty();
            awaitListeners(1);

            shared.awaitReceipts(List.of(shared.submit(400)));
        }
    }

    @Test
    void aCutListenerConnectionRecovers() {
        try (Worker worker = shared.worker(ScaleOutIT::deafButForNotices)) {
            assertThat(worker.healthUrl()).isNotEmpty();
            awaitListeners(1);
            int cut = shared.sql("SELECT pid FROM pg_stat_activity WHERE " + LISTENER);

            shared.sql("SELECT pg_terminate_backend(" + cut + ")::int");
            await().atMost(WorkerClusterFixture.TIMEOUT)
                    .until(() ->
                            shared.sql("SELECT count(*) FROM pg_stat_activity WHERE pid <> " + cut + " AND " + LISTENER)
                                    == 1);

            shared.awaitReceipts(List.of(shared.submit(500)));
        }
    }

    @Test
    void withoutNotificationsRunsAreFoundByPolling() {
        try (Worker worker = shared.worker(shipped -> replaced(shipped, "listen: true", "listen: false"))) {
            assertThat(worker.healthUrl()).isNotEmpty();

            shared.awaitReceipts(List.of(shared.submit(600)));

            awaitListeners(0);
        }
    }

    private void awaitListeners(int listeners) {
        await().atMost(WorkerClusterFixture.TIMEOUT)
                .until(() -> shared.sql("SELECT count(*) FROM pg_stat_activity WHERE " + LISTENER) == listeners);
    }

    private static String replaced(String text, String from, String to) {
        assertThat(text).contains(from);
        return text.replace(from, to);
    }
}
