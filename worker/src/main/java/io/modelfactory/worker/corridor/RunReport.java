package io.modelfactory.worker.corridor;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.ledger.ClaimedRun;
import io.modelfactory.worker.ledger.RunRecord;
import io.modelfactory.worker.telemetry.LogFields;
import io.modelfactory.worker.telemetry.Tracing;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What is told about one claimed run while a thread works on it: its log fields, its span, its duration. */
final class RunReport implements AutoCloseable {
    private final WorkerMeters meters;
    private final LogFields fields;
    private final Tracing.Active span;
    private final long begun = System.nanoTime();

    private RunReport(WorkerMeters meters, LogFields fields, Tracing.Active span) {
        this.meters = meters;
        this.fields = fields;
        this.span = span;
    }

    static RunReport begin(ClaimedRun claimed, WorkerMeters meters) {
        RunRecord run = claimed.run();
        JsonNode request = run.request();
        Tracing.Active span = meters.tracing()
                .continued("mf.run", Tracing.Kind.INTERNAL, claimed.traceparent())
                .with("mf.run_key", run.runKey())
                .with("mf.platform_run_id", run.platformRunId());
        Map<String, String> fields = new HashMap<>(span.logFields());
        fields.put(LogFields.RUN_KEY, run.runKey());
        fields.put(LogFields.PLATFORM_RUN_ID, run.platformRunId());
        fields.put(LogFields.REQUEST_ID, request.path("request_id").asText());
        fields.put(LogFields.POLICY_REVISION, request.path("policy_revision").asText());
        fields.put(LogFields.CONFIG_REVISION, request.path("config_revision").asText());
        return new RunReport(meters, LogFields.of(fields), span);
    }

    /** The run was settled, for good or for now. */
    void left(RunRecord run) {
        meters.runLeft(run.state(), Duration.ofNanos(System.nanoTime() - begun));
        span.with("mf.state", run.state().name());
        run.failureCode().ifPresent(code -> span.failed(code.name()));
    }

    @Override
    public void close() {
        fields.close();
        span.close();
    }
}
