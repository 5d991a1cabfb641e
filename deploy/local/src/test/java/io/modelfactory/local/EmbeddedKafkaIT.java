package io.modelfactory.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedKafkaIT {
    private static final String TOPIC = "letters";

    private final EmbeddedKafka kafka = new EmbeddedKafka(DataDirectory.temporary());

    @BeforeAll
    void startBroker() {
        kafka.start();
        kafka.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)));
    }

    @AfterAll
    void stopBroker() {
        kafka.close();
    }

    @Test
    void recordsAndAddressOutliveARestart() throws Exception {
        String address = kafka.bootstrapServers();
        try (KafkaProducer<String, String> producer = producer()) {
            producer.send(new ProducerRecord<>(TOPIC, "before")).get();

            kafka.restart();

            producer.send(new ProducerRecord<>(TOPIC, "after")).get();
        }

        assertThat(kafka.bootstrapServers()).isEqualTo(address);
        assertThat(readUntil(2)).containsExactly("before", "after");
    }

    @Test
    void creatingATopicThatExistsChangesNothing() {
        kafka.createTopics(List.of(new NewTopic(TOPIC, 4, (short) 1)));

        try (KafkaConsumer<String, String> consumer = consumer()) {
            assertThat(consumer.partitionsFor(TOPIC)).hasSize(1);
        }
    }

    @Test
    void aRecordThatIsHugeWhenDecompressedIsRefusedByABoundedTopic() throws Exception {
        String bounded = PlatformTopic.REQUESTS.topic();
        kafka.createTopics(List.of(new NewTopic(bounded, 1, (short) 1).configs(PlatformTopic.REQUESTS.settings())));

        try (KafkaProducer<String, String> producer = zstdProducer()) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(bounded, "0".repeat(64 << 20)))
                            .get())
                    .hasCauseInstanceOf(RecordTooLargeException.class);

            producer.send(new ProducerRecord<>(bounded, "small")).get();
        }
    }

    private KafkaProducer<String, String> zstdProducer() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "compression.type",
                "zstd",
                "max.request.size",
                256 << 20,
                "buffer.memory",
                256L << 20);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private List<String> readUntil(int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = consumer()) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Awaitility.await().atMost(Duration.ofMinutes(5)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(each -> values.add(each.value()));
                return values.size() >= count;
            });
        }
        return values;
    }

    private KafkaProducer<String, String> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()), new StringSerializer(), new StringSerializer());
    }

    private KafkaConsumer<String, String> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer());
    }
}
