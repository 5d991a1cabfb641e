package io.modelfactory.worker.telemetry;

import io.modelfactory.worker.telemetry.MeterExporter.OtlpCollector;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Sends spans to a collector, in batches and from a thread of its own; what does not fit its queue is dropped. */
public final class TraceExporter implements AutoCloseable {
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(5);
    private static final long CLOSE_SECONDS = 2;

    private final OpenTelemetrySdk sdk;

    private TraceExporter(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    public static TraceExporter to(OtlpCollector collector) {
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(collector.url("traces"))
                .setTimeout(SEND_TIMEOUT);
        collector.headers().forEach(exporter::addHeader);
        return through(BatchSpanProcessor.builder(exporter.build()).build(), collector.resource());
    }

    /** @param resource attributes of the process, under OpenTelemetry's names */
    public static TraceExporter through(SpanProcessor processor, Map<String, String> resource) {
        AttributesBuilder attributes = Attributes.builder();
        resource.forEach(attributes::put);
        return new TraceExporter(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setResource(Resource.create(attributes.build()))
                        .addSpanProcessor(processor)
                        .build())
                .build());
    }

    public Tracing tracing() {
        return new Tracing(sdk);
    }

    @Override
    public void close() {
        // A collector that is away must not keep a worker from ending.
        sdk.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
