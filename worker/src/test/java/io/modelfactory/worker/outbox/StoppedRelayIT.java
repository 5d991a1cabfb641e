package io.modelfactory.worker.outbox;

import static io.modelfactory.worker.outbox.RelayFixture.deadLetter;
import static io.modelfactory.worker.outbox.RelayFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.LocalBroker;
import io.modelfactory.local.LocalServers;
import io.modelfactory.worker.kafka.KafkaClients;
import io.modelfactory.worker.kafka.RenewableProducer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;

/** Relays whose process is stopped as by SIGSTOP, beside one that takes their place, on a real broker and database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoppedRelayIT {
    private static final Duration SHORT_LEASE = Duration.ofSeconds(1);
    private static final TopicPartition LETTERS = new TopicPartition(RelayFixture.DEAD_LETTERS, 0);

    private final LocalBroker broker = LocalServers.load().broker(DataDirectory.temporary());
    private RelayFixture outbox = new RelayFixture();
    private long start;

    @BeforeAll
    void startBroker() {
        broker.start();
        broker.createTopics(List.of(new NewTopic(LETTERS.topic(), 1, (short) 1)));
    }

    @BeforeEach
    void noteEndOfTopic() {
        try (Consumer<byte[], byte[]> consumer = consumer("read_uncommitted")) {
            start = end(consumer);
        }
    }

    @AfterEach
    void discard() throws Exception {
        outbox.close();
        outbox = new RelayFixture();
    }

    @AfterAll
    void stopBroker() throws InterruptedException {
        outbox.close();
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({"initTransactions,1", "send,2", "commitTransaction,1"})
    void aRelayThatContinuesAfterAnotherTookItsPlaceSendsNothingBehindNewerMessages(String method, int call)
            throws InterruptedException {
        PausableProducer stopped = new PausableProducer(method, call);
        outbox.ledger().submit(List.of(deadLetter("1"), deadLetter("2"), deadLetter("3")));
        outbox.relayTo(topic -> stopped.around(producer(topic)));
        stopped.awaitPause();
        assertThat(outbox.rows().endStuckRelay(Duration.ZERO)).isEqualTo(1);

        outbox.relayTo(this::producer);
        await().until(() -> outbox.waiting() == 0);
        outbox.ledger().submit(List.of(deadLetter("4"), deadLetter("5")));
        await().until(() -> outbox.waiting() == 0);
        stopped.letItContinue();
        await().until(() -> outbox.counted("mf.faults", "source", "relay") > 0);
        outbox.ledger().submit(List.of(deadLetter("6")));
        await().until(() -> outbox.waiting() == 0);

        assertThat(read("read_committed")).containsExactly("1", "2", "3", "4", "5", "6");
        List<String> written = read("read_uncommitted");
        assertThat(written.lastIndexOf("3")).isLessThan(written.indexOf("4"));
        assertThat(new LinkedHashSet<>(written)).containsExactly("1", "2", "3", "4", "5", "6");
    }

    /** No timeout of PostgreSQL ends a session that writes to a process which does not read. */
    @Test
    void aStoppedWorkerThatKeepsTheLockIsEnded() throws SQLException {
        Connection stopped = DriverManager.getConnection(outbox.database().url(), "postgres", "");
        try {
            Statement sql = stopped.createStatement();
            stopped.setAutoCommit(false);
            sql.execute("SET idle_in_transaction_session_timeout = 500");
            sql.execute("SELECT pg_advisory_xact_lock("
                    + ByteBuffer.wrap("mf-relay".getBytes(StandardCharsets.US_ASCII))
                            .getLong() + ")");
            stopped.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("COPY (SELECT repeat('x', 1000) FROM generate_series(1, 1000000)) TO STDOUT");
            await().until(() ->
                    outbox.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'ClientWrite'") == 1);
            outbox.ledger().submit(List.of(deadLetter("1")));

            outbox.relayTo(this::producer, outbox.rows(), SHORT_LEASE);

            await().until(() -> outbox.waiting() == 0);
            assertThat(outbox.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'ClientWrite'"))
                    .isZero();
        } finally {
            // Closing it would wait for the end of what it was sent.
            stopped.abort(Runnable::run);
        }
    }

    private Producer<byte[], byte[]> producer(String topic) {
        KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
        return new RenewableProducer(() -> clients.producer("relay." + topic));
    }

    /** What this test wrote. */
    private List<String> read(String isolation) {
        List<String> values = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = consumer(isolation)) {
            consumer.assign(List.of(LETTERS));
            consumer.seek(LETTERS, start);
            long end = end(consumer);
            await().until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(text(record.value())));
                return consumer.position(LETTERS) >= end;
            });
        }
        return values;
    }

    private static long end(Consumer<byte[], byte[]> consumer) {
        return consumer.endOffsets(List.of(LETTERS)).getOrDefault(LETTERS, 0L);
    }

    private Consumer<byte[], byte[]> consumer(String isolation) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", isolation),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
