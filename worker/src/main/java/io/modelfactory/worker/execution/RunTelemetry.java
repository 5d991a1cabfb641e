package io.modelfactory.worker.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.telemetry.LogFields;
import io.modelfactory.worker.telemetry.Tracing;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The log fields, the span and the duration of one claimed run while a thread executes it. */
final class RunTelemetry implements AutoCloseable {
    private final WorkerMeters meters;
    private final LogFields fields;
    private final Tracing.ActiveSpan span;
    private final long startNanos = System.nanoTime();

    private RunTelemetry(WorkerMeters meters, LogFields fields, Tracing.ActiveSpan span) {
        this.meters = meters;
        this.fields = fields;
        this.span = span;
    }

    static RunTelemetry start(ClaimedRun claimed, WorkerMeters meters) {
        RunRecord run = claimed.run();
        JsonNode request = run.request();
        Tracing.ActiveSpan span = meters.tracing()
                .continueTrace("mf.run", Tracing.SpanRole.INTERNAL, claimed.traceparent())
                .setAttribute("mf.run_key", run.runKey())
                .setAttribute("mf.platform_run_id", run.platformRunId());
        Map<String, String> fields = new HashMap<>(span.logFields());
        fields.put(LogFields.RUN_KEY, run.runKey());
        fields.put(LogFields.CLAIM, String.valueOf(claimed.lease().token()));
        fields.put(LogFields.PLATFORM_RUN_ID, run.platformRunId());
        fields.put(LogFields.REQUEST_ID, request.path("request_id").asText());
        fields.put(LogFields.POLICY_REVISION, request.path("policy_revision").asText());
        fields.put(LogFields.CONFIG_REVISION, request.path("config_revision").asText());
        return new RunTelemetry(meters, LogFields.of(fields), span);
    }

    /** The worker has ended its work on the run, which may have work left. */
    void recordOutcome(RunRecord run) {
        meters.runExecuted(run.state(), Duration.ofNanos(System.nanoTime() - startNanos));
        span.setAttribute("mf.state", run.state().name());
        run.failureCode().ifPresent(code -> span.recordFailure(code.name()));
    }

    @Override
    public void close() {
        fields.close();
        span.close();
    }
}
