package io.modelfactory.worker.app.worker;

import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.telemetry.HealthServer;
import io.modelfactory.worker.telemetry.MeterExporter;
import io.modelfactory.worker.telemetry.MeterExporter.OtlpCollector;
import io.modelfactory.worker.telemetry.TraceExporter;
import io.modelfactory.worker.telemetry.Tracing;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one worker reports about itself, wired in one place: its meters, traces and health, and where they can be seen.
 */
final class WorkerTelemetry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerTelemetry.class);

    private final HealthServer server;
    private final MeterExporter export;
    private final Optional<TraceExporter> traces;
    private final WorkerMeters meters;
    private final HealthChecks healthChecks;

    private WorkerTelemetry(Wiring.Kafka kafka, HealthServer server, Optional<TraceExporter> traces) {
        this.server = server;
        this.export = new MeterExporter(kafka.topics().all());
        this.traces = traces;
        this.meters = new WorkerMeters(
                export.registry(), traces.map(TraceExporter::tracing).orElseGet(Tracing::disabled));
        this.healthChecks = new HealthChecks(export.registry());
    }

    /**
     * Listens and answers from now on; what it answers grows as the worker is put together.
     *
     * @param spans takes the worker's spans, in the place of a collector
     * @throws ConfigurationException if the address of the profile cannot be bound
     */
    static WorkerTelemetry open(Configuration configuration, String workerId, Optional<SpanProcessor> spans) {
        Map<String, String> info = ProcessInfo.of(configuration, workerId);
        ProcessInfo.addToLogs(info);
        Wiring wiring = configuration.profile().wiring();
        HealthServer server = listen(wiring.telemetry());
        Optional<OtlpCollector> collector = collector(wiring.telemetry().otlp(), info);
        Optional<TraceExporter> traces = spans.map(
                        processor -> TraceExporter.through(processor, ProcessInfo.resource(info)))
                .or(() -> collector.map(TraceExporter::to));
        WorkerTelemetry telemetry = new WorkerTelemetry(wiring.kafka(), server, traces);
        collector.ifPresent(telemetry.export::pushTo);
        telemetry.serve(info);
        return telemetry;
    }

    /** Makes what reports here. If that fails there is nothing to report on any more, and this is closed. */
    <T> T orClosed(Supplier<T> make) {
        try {
            return make.get();
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    String url() {
        return server.url();
    }

    WorkerMeters meters() {
        return meters;
    }

    /** Looks at the worker's neighbours, for readiness and meters. */
    HealthChecks healthChecks() {
        return healthChecks;
    }

    /** The worker is put together; whether it is ready is for the checks to say. */
    void started() {
        healthChecks.readiness().started();
    }

    void stopping() {
        healthChecks.readiness().stopping();
    }

    /** Beside the rest of the start, which has more to do; the server's own thread becomes a daemon with this one. */
    private void serve(Map<String, String> info) {
        BasicThreadFactory.builder()
                .namingPattern("telemetry")
                .daemon()
                .build()
                .newThread(() -> {
                    server.start(healthChecks.readiness(), export::scrape, info);
                    LOG.info("health and metrics at {}", server.url());
                    export.bindProcess();
                })
                .start();
    }

    private static HealthServer listen(Wiring.Telemetry wiring) {
        try {
            return new HealthServer(wiring.host(), wiring.port());
        } catch (IOException taken) {
            throw new ConfigurationException(
                    "profile",
                    List.of("wiring.telemetry.port: cannot listen on " + wiring.host() + ":" + wiring.port() + " ("
                            + taken.getMessage() + "); choose another, or 0 for any that is free"));
        }
    }

    private static Optional<OtlpCollector> collector(Wiring.Otlp otlp, Map<String, String> info) {
        Map<String, String> headers = new TreeMap<>();
        otlp.headers().forEach((name, value) -> headers.put(name, value.reveal()));
        return otlp.endpoint()
                .map(endpoint -> new OtlpCollector(endpoint, otlp.interval(), headers, ProcessInfo.resource(info)));
    }

    @Override
    public void close() {
        healthChecks.close();
        traces.ifPresent(TraceExporter::close);
        export.close();
        server.close();
    }
}
