package io.modelfactory.worker.app.runtime;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.corridor.Corridor;
import io.modelfactory.worker.intake.RequestIntake;
import io.modelfactory.worker.kafka.BrokerCheck;
import io.modelfactory.worker.kafka.RegistryCheck;
import io.modelfactory.worker.ledger.Backlog;
import io.modelfactory.worker.ledger.Backlogs;
import io.modelfactory.worker.telemetry.HealthServer;
import io.modelfactory.worker.telemetry.MeterExport;
import io.modelfactory.worker.telemetry.MeterExport.Collector;
import io.modelfactory.worker.telemetry.Probe;
import io.modelfactory.worker.telemetry.Readiness;
import io.modelfactory.worker.telemetry.TraceExport;
import io.modelfactory.worker.telemetry.Tracing;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one worker tells about itself, wired in one place: its meters, traces and health, and where they can be seen. */
final class Telemetry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);

    private static final Probe.Timing HEALTH =
            new Probe.Timing(Duration.ofSeconds(1), Duration.ofSeconds(2), System::nanoTime);
    private static final Probe.Timing BACKLOG =
            new Probe.Timing(Duration.ofSeconds(5), Duration.ofSeconds(1), System::nanoTime);
    private static final Duration KAFKA_REFRESH = Duration.ofSeconds(5);

    private final Configuration configuration;
    private final MeterExport meters;
    private final ExecutorService probing = Executors.newCachedThreadPool(daemon("probe"));
    private final ScheduledExecutorService refreshing =
            Executors.newSingleThreadScheduledExecutor(daemon("kafka-meters"));
    private final Readiness readiness = new Readiness(HEALTH, probing);
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final WorkerMeters workerMeters;

    private final HealthServer server;

    private Telemetry(Configuration configuration, HealthServer server, Optional<TraceExport> traces) {
        this.configuration = configuration;
        this.server = server;
        this.meters = new MeterExport(
                configuration.profile().wiring().kafka().topics().all());
        open.push(server);
        traces.ifPresent(open::push);
        this.workerMeters = new WorkerMeters(
                meters.registry(), traces.map(TraceExport::tracing).orElseGet(Tracing::off));
    }

    /**
     * Listens and answers from now on; what it answers grows as the worker is put together.
     *
     * @param spans takes the worker's spans, in the place of a collector
     * @throws ConfigurationException if nobody can listen where the profile says
     */
    static Telemetry open(Configuration configuration, String workerId, Optional<SpanProcessor> spans) {
        Map<String, String> info = ProcessInfo.of(configuration, workerId);
        ProcessInfo.markLogs(info);
        Wiring.Telemetry wiring = configuration.profile().wiring().telemetry();
        Optional<Collector> collector = collector(wiring.otlp(), info);
        Optional<TraceExport> traces = spans.map(
                        processor -> TraceExport.through(processor, ProcessInfo.resource(info)))
                .or(() -> collector.map(TraceExport::to));
        Telemetry telemetry = new Telemetry(configuration, listen(wiring), traces);
        collector.ifPresent(telemetry.meters::pushTo);
        telemetry.serve(info);
        return telemetry;
    }

    String url() {
        return server.url();
    }

    WorkerMeters meters() {
        return workerMeters;
    }

    /** The worker is put together; whether it is ready is for the checks to say. */
    void started() {
        readiness.started();
    }

    void stopping() {
        readiness.stopping();
    }

    void watchDatabase(HikariDataSource database) {
        database.setMetricRegistry(meters.registry());
        Backlogs backlogs = new Backlogs(database);
        check("database", backlogs::requireAnswer);
        Probe<Backlog> backlog = new Probe<>(backlogs::read, BACKLOG, probing);
        backlog("mf.backlog.runs", backlog, Backlog::waitingRuns);
        backlog(
                "mf.backlog.runs.oldest.seconds",
                backlog,
                found -> found.oldestWait().toMillis() / 1_000.0);
        backlog("mf.backlog.runs.at_work", backlog, Backlog::runsAtWork);
        backlog("mf.backlog.messages", backlog, Backlog::messages);
        backlog("mf.backlog.receipts", backlog, Backlog::receipts);
    }

    void watchStore(ArtifactStore artifacts) {
        check("object_store", artifacts::requireAnswer);
    }

    void watchRegistry(Map<String, Object> settings) {
        try {
            check("schema_registry", new RegistryCheck(settings)::requireAnswer);
        } catch (ConfigException foreign) {
            LOG.info("readiness leaves the schema registry out: {}", foreign.getMessage());
        }
    }

    void watchKafka(Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer) {
        BrokerCheck broker =
                new BrokerCheck(Clients.of(configuration.profile().wiring().kafka()));
        open.push(broker);
        check("broker", broker::requireAnswer);
        bind(new KafkaClientMetrics(consumer, List.of(), refreshing, KAFKA_REFRESH));
        bind(new KafkaClientMetrics(producer, List.of(), refreshing, KAFKA_REFRESH));
    }

    void watchWork(RequestIntake intake, Corridor corridor) {
        check("consumer", () -> {
            if (!intake.isAssigned()) {
                throw new IllegalStateException("is not a member of its consumer group, or waits for its partitions");
            }
        });
        gauge("mf.runs.active", corridor, Corridor::activeRuns);
        int capacity = configuration.profile().wiring().training().concurrency();
        gauge("mf.runs.capacity", corridor, any -> capacity);
    }

    private void bind(KafkaClientMetrics client) {
        client.bindTo(meters.registry());
        open.push(client);
    }

    private void check(String name, Readiness.Check check) {
        readiness.add(name, check);
        Gauge.builder("mf.health", readiness, found -> found.isWell(name) ? 1 : 0)
                .tag("check", name)
                .strongReference(true)
                .register(meters.registry());
    }

    private void backlog(String name, Probe<Backlog> backlog, ToDoubleFunction<Backlog> value) {
        gauge(
                name,
                backlog,
                asked -> asked.look().value().map(value::applyAsDouble).orElse(Double.NaN));
    }

    private <T> void gauge(String name, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value).strongReference(true).register(meters.registry());
    }

    /** Beside the rest of the start, which has more to do; the server's own thread becomes a daemon with this one. */
    private void serve(Map<String, String> info) {
        daemon("telemetry")
                .newThread(() -> {
                    server.start(readiness, meters::scrape, info);
                    LOG.info("health and metrics at {}", server.url());
                    meters.bindProcess();
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

    private static Optional<Collector> collector(Wiring.Otlp otlp, Map<String, String> info) {
        Map<String, String> headers = new TreeMap<>();
        otlp.headers().forEach((name, value) -> headers.put(name, value.reveal()));
        return otlp.endpoint()
                .map(endpoint -> new Collector(endpoint, otlp.interval(), headers, ProcessInfo.resource(info)));
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void close() {
        refreshing.shutdownNow();
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.warn("a part of the telemetry did not close", e);
            }
        }
        meters.close();
        probing.shutdownNow();
    }
}
