package io.modelfactory.worker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.modelfactory.worker.telemetry.MeterExporter.OtlpCollector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What arrives at an address of a stub OpenTelemetry collector. */
class CollectorTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final Map<String, String> bodies = new ConcurrentHashMap<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final HttpServer server;

    CollectorTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                byte[] body = exchange.getRequestBody().readAllBytes();
                bodies.put(path, new String(body, StandardCharsets.ISO_8859_1));
                tokens.put(path, String.valueOf(exchange.getRequestHeaders().getFirst("x-token")));
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void metersArriveUnderTheirOwnNamesWithTheWorkerAsTheirResource() {
        MeterExporter export = new MeterExporter(List.of());
        export.pushTo(collector());
        new WorkerMeters(export.registry()).trainRequested();

        export.close();

        assertThat(bodies.get("/v1/metrics"))
                .contains("mf.train_requested", "service.instance.id", "mf-1-abc")
                .doesNotContain("secret");
        assertThat(tokens).containsEntry("/v1/metrics", "secret");
    }

    @Test
    void spansArriveWithTheWorkerAsTheirResource() {
        TraceExporter export = TraceExporter.to(collector());
        export.tracing()
                .continueTrace("mf.run", Tracing.SpanRole.INTERNAL, Optional.empty())
                .close();

        export.close();

        assertThat(bodies.get("/v1/traces")).contains("mf.run", "service.instance.id", "mf-1-abc");
        assertThat(tokens).containsEntry("/v1/traces", "secret");
    }

    @Test
    void anUnreachableCollectorDoesNotDisturbTheWorker() {
        server.stop(0);
        MeterExporter meters = new MeterExporter(List.of());
        meters.pushTo(collector());
        TraceExporter traces = TraceExporter.to(collector());
        WorkerMeters worker = new WorkerMeters(meters.registry(), traces.tracing());

        assertThat(worker.<Integer>timed(MeasuredStage.TRAIN, () -> 42)).isEqualTo(42);

        traces.close();
        meters.close();
        assertThat(bodies).isEmpty();
    }

    @Test
    void whatMayBeSecretIsNotShown() {
        assertThat(collector()).asString().doesNotContain("secret");
    }

    private OtlpCollector collector() {
        return new OtlpCollector(
                "http://127.0.0.1:" + server.getAddress().getPort() + "/",
                LONG,
                Map.of("x-token", "secret"),
                Map.of("service.name", "model-factory", "service.instance.id", "mf-1-abc"));
    }
}
