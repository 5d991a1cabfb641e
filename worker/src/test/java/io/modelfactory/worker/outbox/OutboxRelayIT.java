package io.modelfactory.worker.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.contracts.GovernanceFact;
import io.modelfactory.contracts.MfRunEvent;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.WorkloadQuery;
import io.modelfactory.worker.ledger.outbox.Delivery;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How committed messages reach a broker that does as the test says. */
class OutboxRelayIT {
    private static final String DEAD_LETTERS = "requests.dlq";

    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final OutboxReader rows = new OutboxReader(database.dataSource());
    private final List<OutboxRelay> relays = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, RuntimeException> refusals = new ConcurrentHashMap<>();

    @AfterEach
    void stop() throws InterruptedException {
        relays.forEach(OutboxRelay::stop);
        for (Thread thread : threads) {
            thread.join();
        }
        database.close();
    }

    @Test
    void committedRecordsTravelWithTheirHeaders() {
        MockProducer<byte[], byte[]> broker = broker(true);
        ledger.submit(List.of(LedgerFixture.build("request-1", "a")));

        relayTo(broker);

        await().untilAsserted(() -> assertThat(waiting()).isZero());
        assertThat(broker.history()).singleElement().satisfies(message -> {
            assertThat(message.topic()).isEqualTo(LedgerFixture.RUN_EVENTS);
            assertThat(text(message.key())).startsWith("tr_");
            assertThat(text(message.value())).isEqualTo("REQUEST_QUEUED");
            assertThat(header(message, "ce_id")).isEqualTo(text(message.key()) + ":1");
            assertThat(header(message, "traceparent")).isEqualTo(LedgerFixture.TRACEPARENT);
        });
    }

    @Test
    void bytesWithoutARecordTypeGoOutAsTheyAre() {
        MockProducer<byte[], byte[]> broker = broker(true);
        ledger.submit(List.of(deadLetter("garbage")));

        relayTo(broker);

        await().untilAsserted(() -> assertThat(values(broker)).containsExactly("garbage"));
    }

    @Test
    void aMessageWaitsForItsPredecessorOfTheSameKey() {
        MockProducer<byte[], byte[]> broker = broker(false);
        ledger.submit(List.of(
                LedgerFixture.build("request-1", "a"),
                LedgerFixture.build("request-2", "a"),
                LedgerFixture.build("request-3", "b")));

        relayTo(broker);

        await().untilAsserted(() -> assertThat(values(broker)).containsExactly("REQUEST_QUEUED", "REQUEST_QUEUED"));
        assertThat(waiting()).isEqualTo(3);
        broker.completeNext();
        broker.completeNext();
        await().untilAsserted(() -> assertThat(values(broker)).last().isEqualTo("REQUEST_CONVERGED"));
        assertThat(waiting()).isEqualTo(3);
        broker.completeNext();
        await().untilAsserted(() -> assertThat(waiting()).isZero());
    }

    @Test
    void whatWasNotAcknowledgedIsSentAgainWithAllOfItsBatch() {
        MockProducer<byte[], byte[]> broker = broker(false);
        ledger.submit(List.of(deadLetter("one"), deadLetter("two")));

        relayTo(broker);

        await().untilAsserted(() -> assertThat(values(broker)).containsExactly("one", "two"));
        broker.completeNext();
        broker.errorNext(new TimeoutException("the broker is restarting"));
        await().untilAsserted(() -> assertThat(values(broker)).containsExactly("one", "two", "one", "two"));
        assertThat(waiting()).isEqualTo(2);
        broker.completeNext();
        broker.completeNext();
        await().untilAsserted(() -> assertThat(waiting()).isZero());
    }

    @Test
    void anUnreadableRowIsSetAsideAndBlocksNoOther() {
        MockProducer<byte[], byte[]> broker = broker(true);
        ledger.submit(List.of(LedgerFixture.build("request-1", "a"), LedgerFixture.build("request-2", "b")));
        database.sql().useHandle(sql -> sql.execute("UPDATE mf_outbox SET payload = '\\x00' WHERE id = 1"));
        ledger.submit(List.of(LedgerFixture.build("request-3", "c")));
        database.sql().useHandle(sql -> sql.execute("UPDATE mf_outbox SET record_type = 'UnknownRecord' WHERE id = 3"));

        relayTo(broker);

        await().untilAsserted(() -> assertThat(waiting()).isZero());
        assertThat(values(broker)).containsExactly("REQUEST_QUEUED");
        assertThat(setAside()).hasSize(2).anyMatch(reason -> reason.contains("UnknownRecord"));
    }

    @Test
    void aMessageThatNoBrokerTakesIsSetAside() {
        MockProducer<byte[], byte[]> broker = broker(false);
        ledger.submit(List.of(deadLetter("huge"), deadLetter("small")));

        relayTo(broker);

        await().untilAsserted(() -> assertThat(broker.history()).hasSize(2));
        broker.errorNext(new RecordTooLargeException("too large"));
        broker.completeNext();
        await().untilAsserted(() -> assertThat(waiting()).isZero());
        assertThat(setAside()).singleElement().asString().contains("too large");
    }

    @Test
    void aTopicWhoseRecordsCannotBeSerializedWaitsWhileOthersGoOn() {
        MockProducer<byte[], byte[]> broker = broker(true);
        refusals.put(LedgerFixture.RUN_EVENTS, new SerializationException("the registry knows no such subject"));
        ledger.submit(IntStream.range(0, 1_500)
                .<IntakeEntry>mapToObj(n -> LedgerFixture.build("request-" + n, "run " + n))
                .toList());
        ledger.submit(List.of(deadLetter("garbage")));

        relayTo(broker);

        await().untilAsserted(() -> assertThat(values(broker)).containsExactly("garbage"));
        assertThat(waiting()).isEqualTo(1_500);
        assertThat(setAside()).isEmpty();

        refusals.clear();
        await().untilAsserted(() -> assertThat(waiting()).isZero());
        assertThat(broker.history()).hasSize(1_501);
    }

    @Test
    void undeliverableFactsBlockNoOtherMessage() {
        MockProducer<byte[], byte[]> broker = broker(true);
        MockProducer<byte[], byte[]> control = broker(true);
        refusals.put(LedgerFixture.CONTROL, new IllegalStateException("of an unknown serializer"));
        ledger.submit(List.of(LedgerFixture.build("request-1", "a")));
        assertThat(ledger.claim("worker-1", LedgerFixture.LONG)).isPresent();

        relayTo(control, new OutboxReader(database.dataSource(), Delivery.BEST_EFFORT));
        relayTo(broker);

        await().untilAsserted(() -> assertThat(values(broker)).containsExactly("REQUEST_QUEUED", "RUN_STARTED"));
        assertThat(new WorkloadQuery(database.dataSource()).backlog().facts()).isEqualTo(1);
        assertThat(setAside()).isEmpty();
        refusals.clear();
        await().untilAsserted(() -> assertThat(values(control)).containsExactly("mf.train_run.started"));
    }

    @Test
    void anUnacknowledgedFactIsResentWithTheSameId() {
        MockProducer<byte[], byte[]> control = broker(false);
        ledger.submit(List.of(LedgerFixture.build("request-1", "a")));
        assertThat(ledger.claim("worker-1", LedgerFixture.LONG)).isPresent();

        relayTo(control, new OutboxReader(database.dataSource(), Delivery.BEST_EFFORT));

        await().untilAsserted(() -> assertThat(control.history()).hasSize(1));
        control.errorNext(new TopicAuthorizationException(LedgerFixture.CONTROL));
        await().untilAsserted(() -> assertThat(control.history()).hasSize(2));
        control.completeNext();
        await().untilAsserted(() -> assertThat(
                        new WorkloadQuery(database.dataSource()).backlog().facts())
                .isZero());
        assertThat(control.history().stream()
                        .map(message -> header(message, "ce_id"))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void oneRelayAtATimeSendsMessages() {
        MockProducer<byte[], byte[]> first = broker(false);
        MockProducer<byte[], byte[]> second = broker(true);
        ledger.submit(List.of(deadLetter("one")));

        OutboxRelay holder = relayTo(first);
        await().untilAsserted(() -> assertThat(first.history()).hasSize(1));
        relayTo(second);
        ledger.submit(List.of(deadLetter("two")));
        await().during(Duration.ofMillis(400))
                .untilAsserted(() -> assertThat(second.history()).isEmpty());

        holder.stop();
        await().untilAsserted(() -> assertThat(values(second)).containsExactly("one", "two"));
    }

    @Test
    void aRelaySurvivesADatabaseThatCutsItsConnections() {
        MockProducer<byte[], byte[]> broker = broker(true);
        relayTo(broker);
        ledger.submit(List.of(deadLetter("one")));
        await().untilAsserted(() -> assertThat(waiting()).isZero());

        database.cutConnections();
        await().ignoreExceptions()
                .until(() -> !ledger.submit(List.of(deadLetter("two"))).isEmpty());

        await().untilAsserted(() -> assertThat(values(broker)).contains("two"));
    }

    private OutboxRelay relayTo(MockProducer<byte[], byte[]> broker) {
        return relayTo(broker, rows);
    }

    private OutboxRelay relayTo(MockProducer<byte[], byte[]> broker, OutboxReader from) {
        OutboxRelay relay = new OutboxRelay(from, broker, serializer(), new WorkerMeters(new SimpleMeterRegistry()));
        Thread thread = new Thread(relay, "relay");
        relays.add(relay);
        threads.add(thread);
        thread.start();
        return relay;
    }

    private static MockProducer<byte[], byte[]> broker(boolean acknowledgesByItself) {
        return new MockProducer<>(acknowledgesByItself, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Writes just the type of the event, or refuses the topic. */
    private Serializer<Object> serializer() {
        return (topic, message) -> {
            RuntimeException refusal = refusals.get(topic);
            if (refusal != null) {
                throw refusal;
            }
            String type = message instanceof MfRunEvent event
                    ? event.getEventType()
                    : ((GovernanceFact) message).getFactType();
            return type.getBytes(StandardCharsets.UTF_8);
        };
    }

    private static IntakeEntry deadLetter(String text) {
        return new IntakeEntry.DeadLetterEntry(
                DEAD_LETTERS, Optional.empty(), text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private long waiting() {
        return new WorkloadQuery(database.dataSource()).remaining().messages();
    }

    private List<String> setAside() {
        return database.sql()
                .withHandle(
                        sql -> sql.createQuery("SELECT set_aside_error FROM mf_outbox WHERE set_aside_at IS NOT NULL")
                                .mapTo(String.class)
                                .list());
    }

    private static List<String> values(MockProducer<byte[], byte[]> broker) {
        return broker.history().stream().map(message -> text(message.value())).toList();
    }

    private static String header(ProducerRecord<byte[], byte[]> message, String name) {
        return text(message.headers().lastHeader(name).value());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
