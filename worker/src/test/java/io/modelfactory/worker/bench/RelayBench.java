package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.local.PlatformTopic;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.outbox.OutboxRelay;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Messages from the commit that wrote them to a consumer: all of a backlog, and then one now and again. The peer sends
 * the same bytes with the same idempotent producer to the same consumer, by a topic beside, with no ledger before it.
 * Both are measured after a warm-up of their own.
 */
final class RelayBench implements Benchmark {
    /** Holds nothing else here. */
    private static final String BASELINE_TOPIC = PlatformTopic.REQUESTS_DLQ.topic();

    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    @Override
    public Map<String, String> defaults() {
        return Map.of(
                "rows", "200000", "warmup", "20000", "messages", "2000", "per_s", "100", BenchSettings.JVM, "-Xmx1g");
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) {
        int warmup = settings.number("warmup");
        int rows = settings.number("rows");
        try (BenchPlatform platform = new BenchPlatform();
                HikariDataSource database = platform.database("relay");
                Producer<byte[], byte[]> producer = platform.kafka().producer();
                Consumer<byte[], byte[]> relayed = consumer(platform, LedgerFixture.RUN_EVENTS);
                Consumer<byte[], byte[]> plain = consumer(platform, BASELINE_TOPIC)) {
            NoOpRuns runs = new NoOpRuns(database);
            drain(platform, database, runs, 0, warmup, relayed).sendAgain(producer, BASELINE_TOPIC, plain, TIMEOUT);
            MessageBacklog backlog = drain(platform, database, runs, warmup, warmup + rows, relayed);
            double plainSeconds =
                    backlog.sendAgain(producer, BASELINE_TOPIC, plain, TIMEOUT).seconds();

            LatencySamples committed = whileRelaying(
                    platform, database, () -> stream(relayed, settings, number -> runs.queue(warmup + rows + number)));
            byte[] value = backlog.anyValue();
            List<Future<RecordMetadata>> underWay = new CopyOnWriteArrayList<>();
            LatencySamples sent = stream(plain, settings, number -> {
                String key = "key " + number;
                underWay.add(producer.send(
                        new ProducerRecord<>(BASELINE_TOPIC, key.getBytes(StandardCharsets.UTF_8), value)));
                return key;
            });
            BrokerAcknowledgements.await(underWay);
            return Json.object()
                    .put("ratio", FigureFormat.rounded(plainSeconds / backlog.seconds()))
                    .put("goal_at_least", 0.5)
                    .put("relayed_per_s", FigureFormat.rounded(rows / backlog.seconds()))
                    .put("plain_per_s", FigureFormat.rounded(rows / plainSeconds))
                    .put("p99_ratio", FigureFormat.rounded(committed.millis(0.99) / sent.millis(0.99)))
                    .put("p99_goal_at_most", 3)
                    .put("commit_to_consumed_p50_ms", FigureFormat.rounded(committed.millis(0.5)))
                    .put("commit_to_consumed_p99_ms", FigureFormat.rounded(committed.millis(0.99)))
                    .put("send_to_consumed_p50_ms", FigureFormat.rounded(sent.millis(0.5)))
                    .put("send_to_consumed_p99_ms", FigureFormat.rounded(sent.millis(0.99)));
        }
    }

    /** Has messages of these runs committed first, and then relayed. */
    private static MessageBacklog drain(
            BenchPlatform platform,
            HikariDataSource database,
            NoOpRuns runs,
            int from,
            int to,
            Consumer<byte[], byte[]> consumer) {
        runs.queue(from, to);
        return whileRelaying(platform, database, () -> MessageBacklog.read(consumer, to - from, TIMEOUT));
    }

    /** The relay has a thread of its own, as in a worker. */
    static <T> T whileRelaying(BenchPlatform platform, HikariDataSource database, Supplier<T> work) {
        OutboxRelay relay = new OutboxRelay(
                new OutboxReader(database),
                topic -> platform.kafka().producer("bench." + topic),
                platform.serializer(),
                LedgerFixture.LONG,
                new WorkerMeters(new SimpleMeterRegistry()));
        Thread thread = new Thread(relay, "relay");
        thread.start();
        try {
            return work.get();
        } finally {
            relay.stop();
            ParallelTasks.join(thread);
        }
    }

    private static Consumer<byte[], byte[]> consumer(BenchPlatform platform, String topic) {
        Consumer<byte[], byte[]> consumer = platform.kafka().consumer("bench-" + topic, 2_000);
        consumer.subscribe(List.of(topic));
        return consumer;
    }

    /** Sends one message and returns its key. */
    private interface MessageSource {
        String send(int number);
    }

    /** How long each of a steady trickle of messages is under way, once its source has let it go. */
    private static LatencySamples stream(
            Consumer<byte[], byte[]> consumer, BenchSettings settings, MessageSource source) {
        int messages = settings.number("messages");
        long pause = Duration.ofSeconds(1).toNanos() / settings.number("per_s");
        DeliveryTimer arrivals = new DeliveryTimer();
        Thread sender = new Thread(
                () -> {
                    for (int number = 0; number < messages; number++) {
                        arrivals.sent(source.send(number), System.nanoTime());
                        LockSupport.parkNanos(pause);
                    }
                },
                "sender");
        sender.start();
        long start = System.nanoTime();
        while (arrivals.receivedCount() < messages) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(100))) {
                arrivals.arrived(new String(message.key(), StandardCharsets.UTF_8), System.nanoTime());
            }
            if (FigureFormat.secondsSince(start) > TIMEOUT.toSeconds()) {
                throw new IllegalStateException(
                        arrivals.receivedCount() + " of " + messages + " messages came in time");
            }
        }
        return arrivals.latencies();
    }
}
