package io.modelfactory.worker.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.folder.FolderStoreProvider;
import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunRecordFixture;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.openlineage.client.OpenLineage.DatasetEvent;
import io.openlineage.client.OpenLineage.JobEvent;
import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineageClient;
import io.openlineage.client.transports.Transport;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineageReporterTest {
    private static final RunRecord CLAIMED = RunRecordFixture.running(ExecutionMode.FULL);

    @TempDir
    private Path folder = Path.of("");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void aHangingTransportBlocksNoRunAndOverflowIsDropped() {
        CountDownLatch hanging = new CountDownLatch(1);
        try (LineageReporter reporter = reporter(new RecordingTransport(event -> waitFor(hanging)), 2)) {
            reporter.onRunStarted(CLAIMED);
            awaitEmptyQueue(reporter);
            for (int i = 0; i < 5; i++) {
                reporter.onRunStarted(CLAIMED);
            }

            assertThat(count("dropped")).isEqualTo(3);
            hanging.countDown();
            await().untilAsserted(() -> assertThat(count("sent")).isEqualTo(3));
        }
    }

    @Test
    void aFailingTransportIsRetriedAndThenDropped() {
        RecordingTransport refusing = new RecordingTransport(event -> {
            throw new IllegalStateException("refused");
        });
        try (LineageReporter reporter = reporter(refusing, 10)) {
            reporter.onRunStarted(CLAIMED);

            await().untilAsserted(() -> assertThat(count("failed")).isEqualTo(1));
            assertThat(refusing.events).hasSize(3);
        }
    }

    @Test
    void queuedEventsAreSentBeforeTheWorkerEnds() {
        RecordingTransport recording = new RecordingTransport(event -> {});
        LineageReporter reporter = reporter(recording, 10);
        reporter.onRunStarted(CLAIMED);
        reporter.onRunReleased(CLAIMED, RunRecordFixture.inState(RunState.PUBLISHED));

        reporter.close();

        assertThat(recording.types()).containsExactly("START", "COMPLETE");
        assertThat(recording.closed).isTrue();
    }

    @Test
    void theEndOfAnAttemptFollowsTheLedger() {
        RecordingTransport recording = new RecordingTransport(event -> {});
        try (LineageReporter reporter = reporter(recording, 10)) {
            reporter.onRunReleased(CLAIMED, RunRecordFixture.finished(RunState.PASS));
            reporter.onRunReleased(CLAIMED, RunRecordFixture.failed(FailureCode.GATE_FAIL));
            reporter.onRunReleased(CLAIMED, RunRecordFixture.publishPending(FailureCode.PUBLISH_CONFLICT));
            reporter.onRunReleased(CLAIMED, RunRecordFixture.retrying(FailureCode.MANIFEST_UNRESOLVED));
            reporter.onRunReleased(CLAIMED, CLAIMED);
        }

        assertThat(recording.types()).containsExactly("COMPLETE", "FAIL", "FAIL", "FAIL");
        assertThat(recording
                        .events
                        .get(1)
                        .getRun()
                        .getFacets()
                        .getErrorMessage()
                        .getMessage())
                .startsWith("GATE_FAIL: ");
    }

    @Test
    void theRunIdIsThatOfTheAttempt() {
        RecordingTransport one = new RecordingTransport(event -> {});
        RecordingTransport another = new RecordingTransport(event -> {});
        RunRecord publishOnly = RunRecordFixture.running(ExecutionMode.PUBLISH_ONLY);
        try (LineageReporter first = reporter(one, 10);
                LineageReporter second = reporter(another, 10)) {
            first.onRunStarted(CLAIMED);
            first.onRunStarted(publishOnly);
            second.onRunReleased(CLAIMED, RunRecordFixture.inState(RunState.PASS));
        }

        assertThat(another.events.get(0).getRun().getRunId())
                .isEqualTo(one.events.get(0).getRun().getRunId())
                .isNotEqualTo(one.events.get(1).getRun().getRunId());
    }

    private LineageReporter reporter(Transport transport, int capacity) {
        LocalArtifactStore store = new LocalArtifactStore(folder);
        OpenLineageEventFactory events = new OpenLineageEventFactory(
                new LineageSettings("mf-local", "train_build", "release"),
                store,
                new DocumentStore(store, new JsonSchemas()),
                new FolderStoreProvider().naming(folder.toString()),
                fileName -> "XGBOOST");
        return new LineageReporter(events, new OpenLineageClient(transport), new WorkerMeters(meters), capacity);
    }

    private void awaitEmptyQueue(LineageReporter reporter) {
        await().until(() -> reporter.queuedEvents() == 0);
    }

    private double count(String outcome) {
        return meters.counter("mf.lineage.events", "outcome", outcome).count();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Remembers what it is given, then behaves as scripted. */
    private static final class RecordingTransport extends Transport {
        private final List<RunEvent> events = new CopyOnWriteArrayList<>();
        private final Consumer<RunEvent> then;
        private volatile boolean closed;

        RecordingTransport(Consumer<RunEvent> then) {
            this.then = then;
        }

        List<String> types() {
            return events.stream().map(event -> event.getEventType().name()).toList();
        }

        @Override
        public void emit(RunEvent event) {
            events.add(event);
            then.accept(event);
        }

        @Override
        public void emit(DatasetEvent event) {
            throw new AssertionError("only runs are reported");
        }

        @Override
        public void emit(JobEvent event) {
            throw new AssertionError("only runs are reported");
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
