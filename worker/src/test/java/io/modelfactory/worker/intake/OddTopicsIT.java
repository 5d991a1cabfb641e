package io.modelfactory.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.LocalBroker;
import io.modelfactory.local.LocalServers;
import io.modelfactory.worker.config.SchedulingLimits;
import io.modelfactory.worker.intake.recovery.RangeReader;
import io.modelfactory.worker.kafka.KafkaClients;
import io.modelfactory.worker.ledger.IntakePositions;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request topic of a real broker with records, offsets and partitions that are out of the ordinary. */
class OddTopicsIT {
    private static final String REQUESTS = "requests";
    private static final TopicPartition FIRST = new TopicPartition(REQUESTS, 0);
    private static final String GROUP = "workers";
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final LedgerDatabase database = LedgerDatabase.create();
    private final LocalBroker broker = LocalServers.load().broker(DataDirectory.temporary());
    private Optional<RequestIntake> intake = Optional.empty();
    private Optional<Thread> thread = Optional.empty();

    @BeforeEach
    void createTopic() {
        broker.start();
        // Brokers refuse records of more than an hour ahead, unless they are told otherwise.
        broker.createTopics(List.of(new NewTopic(REQUESTS, 1, (short) 1)
                .configs(Map.of("message.timestamp.after.max.ms", String.valueOf(Long.MAX_VALUE)))));
    }

    @AfterEach
    void close() throws InterruptedException {
        intake.ifPresent(RequestIntake::stop);
        if (thread.isPresent()) {
            thread.get().join();
        }
        broker.close();
        database.close();
    }

    @Test
    void eachOddRecordBecomesADeadLetter() throws Exception {
        List<ProducerRecord<byte[], byte[]>> odd = List.of(
                new ProducerRecord<>(REQUESTS, null, null),
                new ProducerRecord<>(REQUESTS, bytes("tombstone"), null),
                new ProducerRecord<>(REQUESTS, bytes("empty"), new byte[0]),
                new ProducerRecord<>(REQUESTS, bytes("unknown magic"), new byte[] {7, 0, 0, 0, 1, 2}),
                new ProducerRecord<>(REQUESTS, bytes("no schema id"), new byte[] {0, 0}),
                new ProducerRecord<>(REQUESTS, new byte[500_000], bytes("large key")),
                new ProducerRecord<>(REQUESTS, bytes("large"), new byte[1_040_000]),
                new ProducerRecord<>(REQUESTS, null, 0L, bytes("epoch"), bytes("x")),
                new ProducerRecord<>(REQUESTS, null, Long.MAX_VALUE, bytes("the last moment"), bytes("x")),
                headers(10_000, ""),
                headers(10_000, "a value that makes all of them larger than a letter may be: " + "x".repeat(30)),
                oddHeaders());
        send(odd);

        start();

        awaitCommitted(FIRST, odd.size());
        assertThat(letters()).isEqualTo(odd.size());
    }

    @Test
    void abortedTransactionsAndMarkersAreSkippedAndPassed() throws Exception {
        try (Producer<byte[], byte[]> producer = clients().producer("a sender")) {
            producer.initTransactions();
            producer.beginTransaction();
            Future<RecordMetadata> sent1 = producer.send(new ProducerRecord<>(REQUESTS, bytes("aborted")));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            Future<RecordMetadata> sent2 = producer.send(new ProducerRecord<>(REQUESTS, bytes("committed")));
            producer.commitTransaction();
            producer.beginTransaction();
            Future<RecordMetadata> sent3 = producer.send(new ProducerRecord<>(REQUESTS, bytes("aborted, too")));
            producer.flush();
            producer.abortTransaction();
            assertThat(List.of(sent1, sent2, sent3)).allMatch(Future::isDone);
        }

        start();

        awaitCommitted(FIRST, 6);
        assertThat(letters()).isEqualTo(1);
    }

    @Test
    void recordsThatAreGoneBeforeTheyWereReadAreSkipped() throws Exception {
        send(IntStream.range(0, 5).mapToObj(n -> record("request " + n)).toList());
        commit(1);
        try (Admin admin = admin()) {
            admin.deleteRecords(Map.of(FIRST, RecordsToDelete.beforeOffset(3)))
                    .all()
                    .get();
        }

        start();

        awaitCommitted(FIRST, 5);
        assertThat(letters()).isEqualTo(2);
    }

    @Test
    void aTopicThatIsDeletedAndMadeAgainIsReadFromItsBeginning() throws Exception {
        send(IntStream.range(0, 5).mapToObj(n -> record("request " + n)).toList());
        start();
        awaitCommitted(FIRST, 5);

        recreateTopic();
        send(List.of(record("one of the new topic"), record("another")));

        awaitCommitted(FIRST, 2);
        assertThat(letters()).isEqualTo(7);
    }

    @Test
    void partitionsThatAreAddedAreReadWithoutARestart() throws Exception {
        send(List.of(record("in the first")));
        start();
        awaitCommitted(FIRST, 1);

        try (Admin admin = admin()) {
            admin.createPartitions(Map.of(REQUESTS, NewPartitions.increaseTo(2)))
                    .all()
                    .get();
        }
        send(List.of(new ProducerRecord<>(REQUESTS, 1, null, bytes("in the second"))));

        awaitCommitted(new TopicPartition(REQUESTS, 1), 1);
        assertThat(letters()).isEqualTo(2);
    }

    private void recreateTopic() {
        try (Admin admin = admin()) {
            await().atMost(TIMEOUT).until(() -> {
                admin.deleteTopics(List.of(REQUESTS)).all().get();
                return true;
            });
            await("the name is free")
                    .atMost(TIMEOUT)
                    .ignoreExceptionsInstanceOf(TopicExistsException.class)
                    .until(() -> {
                        broker.createTopics(List.of(new NewTopic(REQUESTS, 1, (short) 1)));
                        return admin.describeTopics(List.of(REQUESTS))
                                        .allTopicNames()
                                        .get()
                                        .size()
                                == 1;
                    });
        }
    }

    private static ProducerRecord<byte[], byte[]> headers(int count, String value) {
        ProducerRecord<byte[], byte[]> record = record("many headers");
        IntStream.range(0, count).forEach(n -> record.headers().add("h" + n, bytes(value)));
        return record;
    }

    private static ProducerRecord<byte[], byte[]> oddHeaders() {
        ProducerRecord<byte[], byte[]> record = record("odd headers");
        record.headers()
                .add("", bytes("without a name"))
                .add("null", null)
                .add("trace\0id", bytes("a\0b"))
                .add("trace\uFFFDid", new byte[] {(byte) 0xC3, 0x28})
                .add("error.offset", bytes("99"))
                .add("mf.replays", bytes("-1"))
                .add("ce_id", new byte[0]);
        return record;
    }

    private static ProducerRecord<byte[], byte[]> record(String text) {
        return new ProducerRecord<>(REQUESTS, bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        try (Producer<byte[], byte[]> producer = clients().producer()) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                producer.send(record).get();
            }
        }
    }

    /** As an earlier worker would have. */
    private void commit(long offset) {
        try (Consumer<byte[], byte[]> earlier = clients().consumer(GROUP, 1)) {
            earlier.assign(List.of(FIRST));
            earlier.commitSync(Map.of(FIRST, new OffsetAndMetadata(offset)));
        }
    }

    private void awaitCommitted(TopicPartition partition, long offset) {
        try (Admin admin = admin()) {
            await(partition + "@" + offset)
                    .atMost(TIMEOUT)
                    .until(() -> Optional.ofNullable(admin.listConsumerGroupOffsets(GROUP)
                                    .partitionsToOffsetAndMetadata()
                                    .get()
                                    .get(partition))
                            .map(OffsetAndMetadata::offset)
                            .filter(committed -> committed == offset)
                            .isPresent());
        }
        assertThat(thread).get().matches(Thread::isAlive);
    }

    private int letters() {
        return database.sql()
                .withHandle(sql -> sql.createQuery("SELECT count(*) FROM mf_outbox")
                        .mapTo(Integer.class)
                        .one());
    }

    private KafkaClients clients() {
        return new KafkaClients(broker.bootstrapServers(), Map.of("metadata.max.age.ms", "500"));
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    private void start() {
        Consumer<byte[], byte[]> consumer = clients().consumer(GROUP, 500);
        RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
        RequestIntake started = new RequestIntake(
                consumer,
                (topic, bytes) -> {
                    throw new SerializationException("no request");
                },
                RequestFixture.openRules("0".repeat(64)),
                Optional.empty(),
                ledger,
                new IntakeSettings(
                        REQUESTS,
                        "announcements",
                        "letters",
                        Duration.ofMillis(50),
                        1 << 20,
                        IntakeSettings.UNSCOPED,
                        SchedulingLimits.UNLIMITED),
                () -> {},
                new WorkerMeters(new SimpleMeterRegistry()));
        started.setGuard(new IntakeGuard(
                consumer,
                new IntakePositions(database.dataSource()),
                new RangeReader(clients().readerSettings(), RangeReader.DEFAULT_HEAP_MIB),
                ledger,
                "letters"));
        Thread running = new Thread(started, "intake");
        running.start();
        intake = Optional.of(started);
        thread = Optional.of(running);
    }
}
