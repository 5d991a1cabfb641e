package io.modelfactory.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.LocalBroker;
import io.modelfactory.local.LocalServers;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.intake.recovery.RangeReader;
import io.modelfactory.worker.intake.recovery.RecordRange;
import io.modelfactory.worker.kafka.KafkaClients;
import io.modelfactory.worker.ledger.IntakePositions;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.WorkloadQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records of a few kilobytes that need more memory than a worker has, on a broker that does not bound them. */
class IntakeGuardIT {
    private static final int BOMB_BYTES = 72 << 20;
    private static final int OUT_OF_MEMORY = 3;
    private static final TopicPartition REQUESTS = new TopicPartition(IntakeProcess.REQUESTS, 0);

    private final LedgerDatabase database = LedgerDatabase.create();
    private final LocalBroker broker = LocalServers.load().broker(DataDirectory.temporary());

    @AfterEach
    void close() {
        broker.close();
        database.close();
    }

    @Test
    void recordsThatEndEveryWorkerGoToTheDeadLettersAndTheInnocentOnesAmongThemComeBack() throws Exception {
        broker.start();
        broker.createTopics(List.of(new NewTopic(IntakeProcess.REQUESTS, 1, (short) 1)));
        sendBombBetweenInnocentRecords();

        for (int death = 0; death < IntakeGuard.MAX_DEATHS; death++) {
            Process worker = IntakeProcess.start(broker.bootstrapServers(), database.url());
            assertThat(worker.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(worker.exitValue()).isEqualTo(OUT_OF_MEMORY);
            assertThat(letters()).isEmpty();
        }
        Process worker = IntakeProcess.start(broker.bootstrapServers(), database.url());
        try {
            await().until(() -> letters().size() == 2);
            assertThat(worker.isAlive()).isTrue();
        } finally {
            worker.destroy();
            worker.waitFor();
        }

        DeadLetter byReference = letters().get(0);
        assertThat(byReference.reference()).hasValue(new RecordRange(REQUESTS.topic(), 0, 0, 2));
        assertThat(letters().get(1).originalPosition()).hasValue(new RecordPosition(0, 3));
        assertThat(new WorkloadQuery(database.dataSource()).backlog().deadLetters())
                .isEqualTo(2);
        assertThat(replay(byReference)).contains("2 of the records 0 to 2", "not readable: offsets [1]");
        assertThat(valuesFrom(4)).containsExactly("in front", "behind");
    }

    @Test
    void recordsAtWhichFiveWorkersDiedGoToTheDeadLettersAlthoughEachCanBeRead() throws Exception {
        broker.start();
        broker.createTopics(List.of(new NewTopic(IntakeProcess.REQUESTS, 1, (short) 1)));
        sendInnocentRecords(3);
        IntakePositions positions = new IntakePositions(database.dataSource());
        IntStream.range(0, IntakeGuard.MAX_DEATHS_OF_READABLE)
                .forEach(death -> positions.noteStart(REQUESTS.topic(), REQUESTS.partition(), 0));

        Process worker = IntakeProcess.start(broker.bootstrapServers(), database.url());
        try {
            await().until(() -> !letters().isEmpty());
        } finally {
            worker.destroy();
            worker.waitFor();
        }

        assertThat(letters())
                .singleElement()
                .satisfies(
                        letter -> assertThat(letter.reference()).hasValue(new RecordRange(REQUESTS.topic(), 0, 0, 2)));
        assertThat(replay(letters().get(0))).contains("3 of the records 0 to 2");
    }

    @Test
    void recordsAtWhichFewerDiedAreTakenUpOnceMoreIfEachCanBeRead() throws Exception {
        broker.start();
        broker.createTopics(List.of(new NewTopic(IntakeProcess.REQUESTS, 1, (short) 1)));
        sendInnocentRecords(3);
        IntakePositions positions = new IntakePositions(database.dataSource());
        IntStream.range(0, IntakeGuard.MAX_DEATHS_OF_READABLE - 1)
                .forEach(death -> positions.noteStart(REQUESTS.topic(), REQUESTS.partition(), 0));

        Process worker = IntakeProcess.start(broker.bootstrapServers(), database.url());
        try {
            await().until(() -> letters().size() == 3);
        } finally {
            worker.destroy();
            worker.waitFor();
        }

        assertThat(letters())
                .allSatisfy(letter -> assertThat(letter.reference()).isEmpty());
    }

    private void sendInnocentRecords(int count) throws Exception {
        try (Producer<byte[], byte[]> producer = new KafkaClients(broker.bootstrapServers(), Map.of()).producer()) {
            for (int record = 0; record < count; record++) {
                send(producer, text("innocent " + record)).get();
            }
        }
    }

    private String replay(DeadLetter letter) {
        KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
        try (Producer<byte[], byte[]> producer = clients.producer();
                DeadLetterReader reader = new DeadLetterReader(clients.reader(), IntakeProcess.DEAD_LETTERS)) {
            RangeReader ranges = new RangeReader(clients.readerSettings(), 256);
            return new DeadLetterReplay(reader, producer, ranges, Set.of(REQUESTS.topic()), false).send(letter);
        }
    }

    /** As they lie in the outbox. */
    private List<DeadLetter> letters() {
        return database.sql()
                .withHandle(sql -> sql.createQuery("SELECT id, headers FROM mf_outbox ORDER BY id")
                        .map((row, context) -> letter(row.getLong("id"), row.getString("headers")))
                        .list());
    }

    private static DeadLetter letter(long id, String headers) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(IntakeProcess.DEAD_LETTERS, 0, id, new byte[0], new byte[0]);
        parsed(headers)
                .properties()
                .forEach(header -> record.headers()
                        .add(header.getKey(), header.getValue().asText().getBytes(StandardCharsets.UTF_8)));
        return DeadLetter.of(record);
    }

    private static JsonNode parsed(String json) {
        try {
            return Json.parse(text(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> valuesFrom(long offset) {
        List<String> values = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = new KafkaClients(broker.bootstrapServers(), Map.of()).reader()) {
            consumer.assign(List.of(REQUESTS));
            consumer.seek(REQUESTS, offset);
            await().until(() -> {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
                return values.size() >= 2;
            });
        }
        return values;
    }

    /** Three records in one compressed batch, and one behind it. */
    private void sendBombBetweenInnocentRecords() throws Exception {
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "compression.type",
                        "zstd",
                        "linger.ms",
                        "10000",
                        "batch.size",
                        80 << 20,
                        "max.request.size",
                        80 << 20,
                        "buffer.memory",
                        100L << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> batch = List.of(
                    send(producer, text("in front")),
                    send(producer, new byte[BOMB_BYTES]),
                    send(producer, text("behind")));
            producer.flush();
            assertThat(batch.get(2).get().offset()).isEqualTo(2);
            Future<RecordMetadata> sound = send(producer, text("sound"));
            producer.flush();
            assertThat(sound.get().offset()).isEqualTo(3);
        }
    }

    private static Future<RecordMetadata> send(Producer<byte[], byte[]> producer, byte[] value) {
        return producer.send(new ProducerRecord<>(REQUESTS.topic(), value));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
