package io.modelfactory.worker.outbox;

import static io.modelfactory.worker.outbox.RelayFixture.broker;
import static io.modelfactory.worker.outbox.RelayFixture.brokerWithout;
import static io.modelfactory.worker.outbox.RelayFixture.deadLetter;
import static io.modelfactory.worker.outbox.RelayFixture.header;
import static io.modelfactory.worker.outbox.RelayFixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.WorkloadQuery;
import io.modelfactory.worker.ledger.outbox.Delivery;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of messages that a broker or a registry does not accept, and of all others meanwhile. */
class OutboxRelayFaultsIT {
    private final RelayFixture outbox = new RelayFixture();

    @AfterEach
    void close() throws InterruptedException {
        outbox.close();
    }

    @Test
    void whatWasAcknowledgedIsMarkedAlthoughItsBatchFailed() {
        MockProducer<byte[], byte[]> broker = broker(false);
        outbox.ledger().submit(List.of(deadLetter("one"), deadLetter("two")));

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(values(broker)).containsExactly("one", "two"));
        broker.completeNext();
        broker.errorNext(new TimeoutException("the broker is restarting"));
        await().untilAsserted(() -> assertThat(values(broker)).containsExactly("one", "two", "two"));
        assertThat(outbox.waiting()).isEqualTo(1);
        broker.completeNext();
        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
    }

    @Test
    void aTopicThatTheBrokerDoesNotKnowWaitsAlone() {
        Set<String> missing = ConcurrentHashMap.newKeySet();
        missing.add(RelayFixture.DEAD_LETTERS);
        MockProducer<byte[], byte[]> broker = brokerWithout(missing);
        outbox.ledger()
                .submit(List.of(deadLetter("garbage"), LedgerFixture.build("request-1", "a"), deadLetter("more")));

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(values(broker)).containsExactly("REQUEST_QUEUED"));
        await().untilAsserted(() -> assertThat(outbox.waiting()).isEqualTo(2));
        outbox.ledger().submit(List.of(LedgerFixture.build("request-2", "b")));
        await().untilAsserted(() -> assertThat(outbox.waiting()).isEqualTo(2));
        assertThat(outbox.setAside()).isEmpty();
        assertThat(outbox.counted("mf.outbox.holds")).isPositive();

        missing.clear();
        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
        assertThat(values(broker)).containsExactly("REQUEST_QUEUED", "REQUEST_QUEUED", "garbage", "more");
    }

    @Test
    void aMessageThatTheBrokerFindsInvalidIsSetAside() {
        MockProducer<byte[], byte[]> broker = broker(false);
        outbox.ledger().submit(List.of(deadLetter("invalid"), deadLetter("sound")));

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(broker.history()).hasSize(2));
        broker.errorNext(new InvalidRecordException("no timestamp"));
        broker.completeNext();
        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
        assertThat(outbox.setAside()).singleElement().asString().contains("no timestamp");
        assertThat(broker.history()).as("sent once").hasSize(2);
    }

    @Test
    void anUnreadableRowIsSetAsideAndBlocksNoOther() {
        MockProducer<byte[], byte[]> broker = broker(true);
        outbox.ledger().submit(List.of(LedgerFixture.build("request-1", "a"), LedgerFixture.build("request-2", "b")));
        outbox.database().sql().useHandle(sql -> sql.execute("UPDATE mf_outbox SET payload = '\\x00' WHERE id = 1"));
        outbox.ledger().submit(List.of(LedgerFixture.build("request-3", "c")));
        outbox.database()
                .sql()
                .useHandle(sql -> sql.execute("UPDATE mf_outbox SET record_type = 'UnknownRecord' WHERE id = 3"));

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
        assertThat(values(broker)).containsExactly("REQUEST_QUEUED");
        assertThat(outbox.setAside()).hasSize(2).anyMatch(reason -> reason.contains("UnknownRecord"));
    }

    @Test
    void aMessageThatNoBrokerTakesIsSetAside() {
        MockProducer<byte[], byte[]> broker = broker(false);
        outbox.ledger().submit(List.of(deadLetter("huge"), deadLetter("small")));

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(broker.history()).hasSize(2));
        broker.errorNext(new RecordTooLargeException("too large"));
        broker.completeNext();
        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
        assertThat(outbox.setAside()).singleElement().asString().contains("too large");
    }

    @Test
    void aTopicWhoseRecordsCannotBeSerializedWaitsWhileOthersGoOn() {
        MockProducer<byte[], byte[]> broker = broker(true);
        outbox.refusals()
                .put(LedgerFixture.RUN_EVENTS, new SerializationException("the registry knows no such subject"));
        outbox.ledger()
                .submit(IntStream.range(0, 1_500)
                        .<IntakeEntry>mapToObj(n -> LedgerFixture.build("request-" + n, "run " + n))
                        .toList());
        outbox.ledger().submit(List.of(deadLetter("garbage")));

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(values(broker)).containsExactly("garbage"));
        assertThat(outbox.waiting()).isEqualTo(1_500);
        assertThat(outbox.setAside()).isEmpty();

        outbox.refusals().clear();
        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
        assertThat(broker.history()).hasSize(1_501);
    }

    @Test
    void undeliverableFactsBlockNoOtherMessage() {
        MockProducer<byte[], byte[]> broker = broker(true);
        MockProducer<byte[], byte[]> control = broker(true);
        outbox.refusals().put(LedgerFixture.CONTROL, new IllegalStateException("of an unknown serializer"));
        outbox.ledger().submit(List.of(LedgerFixture.build("request-1", "a")));
        assertThat(outbox.ledger().claim("worker-1", LedgerFixture.LONG)).isPresent();

        outbox.relayTo(control, new OutboxReader(outbox.database().dataSource(), Delivery.BEST_EFFORT));
        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(values(broker)).containsExactly("REQUEST_QUEUED", "RUN_STARTED"));
        assertThat(new WorkloadQuery(outbox.database().dataSource()).backlog().facts())
                .isEqualTo(1);
        assertThat(outbox.setAside()).isEmpty();
        outbox.refusals().clear();
        await().untilAsserted(() -> assertThat(values(control)).containsExactly("mf.train_run.started"));
    }

    @Test
    void anUnacknowledgedFactIsResentWithTheSameId() {
        MockProducer<byte[], byte[]> control = broker(false);
        outbox.ledger().submit(List.of(LedgerFixture.build("request-1", "a")));
        assertThat(outbox.ledger().claim("worker-1", LedgerFixture.LONG)).isPresent();

        outbox.relayTo(control, new OutboxReader(outbox.database().dataSource(), Delivery.BEST_EFFORT));

        await().untilAsserted(() -> assertThat(control.history()).hasSize(1));
        control.errorNext(new TopicAuthorizationException(LedgerFixture.CONTROL));
        await().untilAsserted(() -> assertThat(control.history()).hasSize(2));
        control.completeNext();
        await().untilAsserted(
                        () -> assertThat(new WorkloadQuery(outbox.database().dataSource())
                                        .backlog()
                                        .facts())
                                .isZero());
        assertThat(control.history().stream()
                        .map(message -> header(message, "ce_id"))
                        .distinct())
                .hasSize(1);
    }
}
