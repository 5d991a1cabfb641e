package io.modelfactory.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.LocalBroker;
import io.modelfactory.local.LocalServers;
import io.modelfactory.local.registry.DevelopmentSchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The serializers inside Kafka's own clients, chosen by class name as a profile does, and the worker's clients. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AvroOverKafkaIT {
    private static final String TOPIC = "requests";
    private static final String FENCED = "fenced";

    private final LocalBroker kafka = LocalServers.load().broker(DataDirectory.temporary());
    private final DevelopmentSchemaRegistry registry = new DevelopmentSchemaRegistry(DataDirectory.temporary());

    @BeforeAll
    void start() {
        kafka.start();
        registry.start();
        kafka.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)));
    }

    @AfterAll
    void stop() {
        registry.close();
        kafka.close();
    }

    @Test
    void aRequestWrittenByClassNameIsReadByTheWorkersConsumer() throws Exception {
        MfJobRequest request = MfJobRequest.newBuilder()
                .setRequestId("request-1")
                .setCommand("train_build")
                .build();
        KafkaClients clients = new KafkaClients(kafka.bootstrapServers(), Map.of());
        try (Producer<String, Object> sender = senderOf(AvroSerializer.class.getName());
                Producer<byte[], byte[]> producer = clients.producer();
                Consumer<byte[], byte[]> consumer = clients.consumer("readers", 1)) {
            sender.send(new ProducerRecord<>(TOPIC, "run-1", request)).get();
            producer.send(new ProducerRecord<>(TOPIC, new byte[] {1, 2, 3})).get();

            consumer.subscribe(List.of(TOPIC));
            List<ConsumerRecord<byte[], byte[]>> records = take(2, consumer);

            assertThat(reader().deserialize(TOPIC, records.get(0).value())).isEqualTo(request);
            assertThat(records.get(1).value()).containsExactly(1, 2, 3);
            assertThat(consumer.committed(consumer.assignment()).values()).containsOnlyNulls();
        }
    }

    @Test
    void aProducerThatTheBrokerHasFencedIsReplacedWhenItsTransactionsBeginAgain() throws Exception {
        kafka.createTopics(List.of(new NewTopic(FENCED, 1, (short) 1)));
        AtomicInteger made = new AtomicInteger();
        Supplier<Producer<byte[], byte[]>> factory = () -> transactional(made.incrementAndGet());
        try (RenewableProducer producer = new RenewableProducer(factory)) {
            producer.initTransactions();
            sendInTransaction(producer);
            try (Producer<byte[], byte[]> rival = factory.get()) {
                rival.initTransactions();
            }
            assertThatThrownBy(() -> sendInTransaction(producer))
                    .rootCause()
                    .isInstanceOfAny(ProducerFencedException.class, InvalidProducerEpochException.class);

            producer.initTransactions();

            assertThat(sendInTransaction(producer).topic()).isEqualTo(FENCED);
            assertThat(made).as("the first, its rival, and its replacement").hasValue(3);
        }
    }

    private static RecordMetadata sendInTransaction(Producer<byte[], byte[]> producer) throws Exception {
        producer.beginTransaction();
        Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(FENCED, new byte[] {1}));
        producer.flush();
        RecordMetadata place = sent.get();
        producer.commitTransaction();
        return place;
    }

    private Producer<byte[], byte[]> transactional(int number) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "transactional.id", FENCED, "client.id", "p" + number);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private AvroDeserializer reader() {
        AvroDeserializer deserializer = new AvroDeserializer();
        deserializer.configure(Map.of("schema.registry.url", registry.url(), "specific.avro.reader", true), false);
        return deserializer;
    }

    private Producer<String, Object> senderOf(String serializerClass) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        settings.put("key.serializer", StringSerializer.class.getName());
        settings.put("value.serializer", serializerClass);
        settings.put("schema.registry.url", registry.url());
        return new KafkaProducer<>(settings);
    }

    private static List<ConsumerRecord<byte[], byte[]>> take(int count, Consumer<byte[], byte[]> consumer) {
        List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>();
        Awaitility.await().until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(taken::add);
            return taken.size() >= count;
        });
        return taken;
    }
}
