package io.modelfactory.worker.app.worker;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.modelfactory.worker.app.wiring.BrokerAdmin;
import io.modelfactory.worker.app.wiring.SerdeFactory;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.execution.RunNotificationListener;
import io.modelfactory.worker.execution.RunWorkerPool;
import io.modelfactory.worker.intake.RequestIntake;
import io.modelfactory.worker.ledger.WorkloadQuery;
import io.modelfactory.worker.ledger.WorkloadQuery.Backlog;
import io.modelfactory.worker.telemetry.CachedProbe;
import io.modelfactory.worker.telemetry.ReadinessChecks;
import io.modelfactory.worker.training.process.TrainerProcessPool;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the worker's external dependencies and its own progress, on request and beside the work. */
final class HealthChecks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

    private static final CachedProbe.ProbeTiming HEALTH =
            new CachedProbe.ProbeTiming(Duration.ofSeconds(1), Duration.ofSeconds(2), System::nanoTime);
    private static final CachedProbe.ProbeTiming BACKLOG =
            new CachedProbe.ProbeTiming(Duration.ofSeconds(5), Duration.ofSeconds(1), System::nanoTime);
    private static final Duration KAFKA_REFRESH = Duration.ofSeconds(5);

    private final MeterRegistry meters;
    private final ExecutorService probing = Executors.newCachedThreadPool(
            BasicThreadFactory.builder().namingPattern("probe").daemon().build());
    private final ScheduledExecutorService refreshing = Executors.newSingleThreadScheduledExecutor(
            BasicThreadFactory.builder().namingPattern("kafka-meters").daemon().build());
    private final ReadinessChecks readiness = new ReadinessChecks(HEALTH, probing);
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private Optional<BrokerAdmin> brokerAdmin = Optional.empty();

    HealthChecks(MeterRegistry meters) {
        this.meters = meters;
    }

    ReadinessChecks readiness() {
        return readiness;
    }

    void addDatabase(HikariDataSource database) {
        database.setMetricRegistry(meters);
        WorkloadQuery workload = new WorkloadQuery(database);
        check("database", workload::now);
        CachedProbe<Backlog> backlog = new CachedProbe<>(workload::backlog, BACKLOG, probing);
        backlog("mf.backlog.runs", backlog, Backlog::waitingRuns);
        backlog(
                "mf.backlog.runs.oldest.seconds",
                backlog,
                found -> found.longestWait().toMillis() / 1_000.0);
        backlog("mf.backlog.runs.at_work", backlog, Backlog::runsAtWork);
        backlog("mf.backlog.messages", backlog, Backlog::messages);
        backlog("mf.backlog.receipts", backlog, Backlog::receipts);
        backlog("mf.backlog.facts", backlog, Backlog::facts);
        AtomicLong deadLetters = new AtomicLong();
        FunctionCounter.builder("mf.dead_letters", backlog, asked -> {
                    asked.get().value().map(Backlog::deadLetters).ifPresent(deadLetters::set);
                    return deadLetters.get();
                })
                .register(meters);
    }

    void addStore(ArtifactStore artifacts) {
        check("object_store", artifacts::requireReachable);
        artifacts.onRetry(retries("object_store")::increment);
    }

    void addRegistry(SerdeFactory serdes) {
        serdes.onRetry(retries("schema_registry")::increment);
        try {
            check("schema_registry", serdes.registered()::requireReachable);
        } catch (ConfigurationException foreign) {
            LOG.info("readiness leaves the schema registry out: {}", foreign.getMessage());
        }
    }

    /** Consumers and producers do not report an unreachable broker: they wait silently until it is back. */
    void addKafka(Wiring.Kafka kafka, Consumer<byte[], byte[]> consumer) {
        check(
                "broker",
                () -> broker(kafka).call(admin -> admin.describeCluster().nodes()));
        bind(new KafkaClientMetrics(consumer, List.of(), refreshing, KAFKA_REFRESH));
    }

    /** The producer, whose meters are reported from now on. */
    Producer<byte[], byte[]> watched(Producer<byte[], byte[]> producer) {
        bind(new KafkaClientMetrics(producer, List.of(), refreshing, KAFKA_REFRESH));
        return producer;
    }

    /** Opened by the first check, so that it costs the start of the worker nothing. */
    private synchronized BrokerAdmin broker(Wiring.Kafka kafka) {
        BrokerAdmin opened = brokerAdmin.orElseGet(() -> BrokerAdmin.open(kafka));
        brokerAdmin = Optional.of(opened);
        return opened;
    }

    void addIntakeAndRuns(RequestIntake intake, RunWorkerPool workerPool, int capacity) {
        check("consumer", () -> {
            intake.pauseReason().ifPresent(fault -> {
                throw new IllegalStateException("leaves requests on their topic for now: " + fault);
            });
            if (!intake.isAssigned()) {
                throw new IllegalStateException("is not a member of its consumer group, or waits for its partitions");
            }
        });
        gauge("mf.intake.paused", intake, found -> found.pauseReason().isPresent() ? 1 : 0);
        gauge("mf.runs.active", workerPool, RunWorkerPool::activeRuns);
        gauge("mf.runs.capacity", workerPool, any -> capacity);
    }

    /** Behind a proxy that pools transactions the connection may be open and receive nothing. */
    void addListener(RunNotificationListener listener) {
        gauge("mf.claims.listening", listener, found -> found.isListening() ? 1 : 0);
    }

    void addTrainers(TrainerProcessPool trainers) {
        gauge("mf.trainer.memory.taken.bytes", trainers, TrainerProcessPool::reservedBytes);
        gauge("mf.trainer.memory.budget.bytes", trainers, TrainerProcessPool::budgetBytes);
    }

    private synchronized void bind(KafkaClientMetrics client) {
        client.bindTo(meters);
        open.push(client);
    }

    private void check(String name, ReadinessChecks.ReadinessCheck check) {
        readiness.add(name, check);
        Gauge.builder("mf.health", readiness, found -> found.isHealthy(name) ? 1 : 0)
                .tag("check", name)
                .strongReference(true)
                .register(meters);
    }

    /** Questions asked once more in place; one that stays without an answer is a fault of who asked. */
    private Counter retries(String neighbour) {
        return meters.counter("mf.retries", "neighbour", neighbour);
    }

    private void backlog(String name, CachedProbe<Backlog> backlog, ToDoubleFunction<Backlog> value) {
        gauge(
                name,
                backlog,
                asked -> asked.get().value().map(value::applyAsDouble).orElse(Double.NaN));
    }

    private <T> void gauge(String name, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value).strongReference(true).register(meters);
    }

    @Override
    public synchronized void close() {
        refreshing.shutdownNow();
        probing.shutdownNow();
        brokerAdmin.ifPresent(BrokerAdmin::close);
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.warn("a part of the watch did not close", e);
            }
        }
    }
}
