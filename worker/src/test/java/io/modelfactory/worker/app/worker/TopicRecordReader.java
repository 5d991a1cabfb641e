package io.modelfactory.worker.app.worker;

import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.app.wiring.SerdeFactory;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.awaitility.Awaitility;

/** Reads all output topics from their beginning and remembers what it saw. */
final class TopicRecordReader implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<Object> deserializer;
    private final List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();

    TopicRecordReader(Configuration configuration) {
        Wiring wiring = configuration.profile().wiring();
        Wiring.Topics topics = wiring.kafka().topics();
        this.consumer = KafkaClientFactory.of(wiring.kafka()).consumer("test-reader", 500);
        this.deserializer = new SerdeFactory(wiring.schemaRegistry()).deserializer();
        consumer.subscribe(
                List.of(topics.runEvents(), topics.registryEvents(), topics.deadLetters(), topics.control()));
    }

    /** Waits for the first record of a topic that fits. */
    ConsumerRecord<byte[], byte[]> await(String topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        return Awaitility.await(topic)
                .atMost(TIMEOUT)
                .until(() -> find(topic, wanted), Optional::isPresent)
                .orElseThrow();
    }

    /** All records of a topic that were seen so far. */
    List<ConsumerRecord<byte[], byte[]>> seen(String topic) {
        return seen.stream().filter(message -> message.topic().equals(topic)).toList();
    }

    GenericRecord decode(ConsumerRecord<byte[], byte[]> message) {
        return (GenericRecord) deserializer.deserialize(message.topic(), message.value());
    }

    static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private Optional<ConsumerRecord<byte[], byte[]>> find(
            String topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        consumer.poll(Duration.ofMillis(100)).forEach(seen::add);
        return seen(topic).stream().filter(wanted).findFirst();
    }

    @Override
    public void close() {
        consumer.close();
        deserializer.close();
    }
}
