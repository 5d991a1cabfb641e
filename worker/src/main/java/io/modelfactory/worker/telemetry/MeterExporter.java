package io.modelfactory.worker.telemetry;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.jvm.convention.otel.OpenTelemetryJvmClassLoadingMeterConventions;
import io.micrometer.core.instrument.binder.jvm.convention.otel.OpenTelemetryJvmCpuMeterConventions;
import io.micrometer.core.instrument.binder.jvm.convention.otel.OpenTelemetryJvmMemoryMeterConventions;
import io.micrometer.core.instrument.binder.jvm.convention.otel.OpenTelemetryJvmThreadMeterConventions;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the worker's meters go: to a scraper, and to a collector if one is named. */
public final class MeterExporter implements AutoCloseable {
    /** Of the hundreds of meters that a Kafka client has, those that answer a question of an operator. */
    private static final Set<String> KAFKA = Set.of(
            "kafka.consumer.fetch.manager.records.lag",
            "kafka.consumer.fetch.manager.records.consumed.total",
            "kafka.consumer.coordinator.rebalance.total",
            "kafka.consumer.coordinator.commit.latency.avg",
            "kafka.consumer.last.poll.seconds.ago",
            "kafka.consumer.connection.count",
            "kafka.producer.record.send.total",
            "kafka.producer.record.error.total",
            "kafka.producer.record.retry.total",
            "kafka.producer.request.latency.avg",
            "kafka.producer.connection.count");

    private final PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CompositeMeterRegistry all = new CompositeMeterRegistry(Clock.SYSTEM, List.of(prometheus));
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

    /**
     * A collector that speaks OTLP over HTTP.
     *
     * @param endpoint its address, without a path
     * @param headers of every push; may be secret
     * @param resource attributes of the process, under OpenTelemetry's names
     */
    public record OtlpCollector(
            String endpoint, Duration interval, Map<String, String> headers, Map<String, String> resource) {
        String url(String signal) {
            return endpoint.replaceAll("/+$", "") + "/v1/" + signal;
        }

        /** The address only: the headers may be secret. */
        @Override
        public String toString() {
            return "Collector[" + endpoint + "]";
        }
    }

    /** @param topics whose meters are shown; Kafka's clients also have them under names without dots */
    public MeterExporter(Collection<String> topics) {
        Set<String> known = Set.copyOf(topics);
        all.config()
                .meterFilter(MeterFilter.deny(id -> id.getName().startsWith("kafka.") && !isShown(id, known)))
                // Only some collectors have such phases; a meter that depends on the JVM's options
                // is of no use.
                .meterFilter(MeterFilter.denyNameStartsWith("jvm.gc.concurrent"));
    }

    private static boolean isShown(Meter.Id kafka, Set<String> topics) {
        String topic = kafka.getTag("topic");
        return KAFKA.contains(kafka.getName()) && (topic == null || topics.contains(topic));
    }

    public MeterRegistry registry() {
        return all;
    }

    /** Adds the process itself: memory, garbage collection, threads, processors. */
    public void bindProcess() {
        new JvmMemoryMetrics(Tags.empty(), new OpenTelemetryJvmMemoryMeterConventions(Tags.empty())).bindTo(all);
        new JvmThreadMetrics(Tags.empty(), new OpenTelemetryJvmThreadMeterConventions(Tags.empty())).bindTo(all);
        new ClassLoaderMetrics(new OpenTelemetryJvmClassLoadingMeterConventions()).bindTo(all);
        new ProcessorMetrics(Tags.empty(), new OpenTelemetryJvmCpuMeterConventions(Tags.empty())).bindTo(all);
        new FileDescriptorMetrics().bindTo(all);
        new UptimeMetrics().bindTo(all);
        garbageCollection.bindTo(all);
    }

    public void pushTo(OtlpCollector collector) {
        all.add(new OtlpMeterRegistry(new OtlpPushConfig(collector), Clock.SYSTEM));
    }

    /** All meters in Prometheus' text format. */
    public String scrape() {
        return prometheus.scrape();
    }

    @Override
    public void close() {
        garbageCollection.close();
        all.close();
        prometheus.close();
    }

    /** Micrometer asks for its settings by name; the environment, which it would look at otherwise, has no say. */
    private record OtlpPushConfig(OtlpCollector collector) implements OtlpConfig {
        @Override
        @SuppressWarnings("NullAway") // Micrometer's contract: null is the default
        public String get(String key) {
            return null;
        }

        @Override
        public String url() {
            return collector.url("metrics");
        }

        @Override
        public Duration step() {
            return collector.interval();
        }

        @Override
        public Map<String, String> headers() {
            return collector.headers();
        }

        @Override
        public Map<String, String> resourceAttributes() {
            return collector.resource();
        }
    }
}
