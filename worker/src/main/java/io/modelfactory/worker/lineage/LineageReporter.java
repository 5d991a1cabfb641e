package io.modelfactory.worker.lineage;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.modelfactory.worker.execution.RunObserver;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.telemetry.LineageOutcome;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineageClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports runs on a thread of its own. The queue is bounded: when the lineage service is unavailable for long, the
 * newest events are dropped, so that those that are sent keep their order.
 */
public final class LineageReporter implements RunObserver, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LineageReporter.class);
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final int ATTEMPTS = 3;

    private final BlockingQueue<LineageEvent> queue;
    private final OpenLineageEventFactory events;
    private final OpenLineageClient client;
    private final WorkerMeters meters;
    private final Retry retry;
    private final Thread thread = new Thread(this::sendAll, "lineage");
    private volatile boolean closing;

    /** @param capacity events that may wait to be sent */
    public LineageReporter(
            OpenLineageEventFactory events, OpenLineageClient client, WorkerMeters meters, int capacity) {
        this.events = events;
        this.client = client;
        this.meters = meters;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.retry = Retry.of(
                "lineage",
                RetryConfig.custom()
                        .maxAttempts(ATTEMPTS)
                        .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(250, 2.0, 0.5))
                        .build());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void onRunStarted(RunRecord claimed) {
        enqueue(LineageEvent.started(claimed));
    }

    @Override
    public void onRunReleased(RunRecord claimed, RunRecord left) {
        LineageEvent.ended(claimed, left).ifPresent(this::enqueue);
    }

    /** Events that are not sent yet. */
    int queuedEvents() {
        return queue.size();
    }

    private void enqueue(LineageEvent moment) {
        if (!queue.offer(moment)) {
            meters.lineageReported(LineageOutcome.DROPPED);
        }
    }

    private void sendAll() {
        try {
            while (!closing || !queue.isEmpty()) {
                Optional.ofNullable(queue.poll(100, TimeUnit.MILLISECONDS)).ifPresent(this::send);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** A failure affects this event only; the next one is sent all the same. */
    private void send(LineageEvent moment) {
        try {
            RunEvent event = events.of(moment);
            retry.executeRunnable(() -> client.emit(event, SEND_TIMEOUT));
            meters.lineageReported(LineageOutcome.SENT);
        } catch (RuntimeException | LinkageError failure) {
            meters.lineageReported(LineageOutcome.FAILED);
            LOG.warn(
                    "{} of {} was not sent to the lineage service: {}",
                    moment.type(),
                    moment.committed().runKey(),
                    failure.toString());
        }
    }

    /** Sends what still waits, for a short time. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
            thread.interrupt();
            client.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("the lineage client did not close", e);
        }
        queue.forEach(untold -> meters.lineageReported(LineageOutcome.DROPPED));
    }
}
