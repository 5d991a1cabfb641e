package io.modelfactory.worker.outbox;

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
import java.util.stream.IntStream;
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
        RecordingBroker broker = new RecordingBroker(false);
        outbox.ledger().submit(List.of(deadLetter("one"), LedgerFixture.build("request-1", "a"), deadLetter("two")));

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(broker.sent()).hasSize(3));
        broker.acknowledgeNext(LedgerFixture.RUN_EVENTS);
        broker.acknowledgeNext(RelayFixture.DEAD_LETTERS);
        broker.failNext(RelayFixture.DEAD_LETTERS, new TimeoutException("the broker is restarting"));
        await().untilAsserted(() -> assertThat(outbox.waiting()).isEqualTo(2));
        assertThat(values(broker.committed())).containsExactly("REQUEST_QUEUED");
        // Half as many in a transaction, because this one ended in a timeout.
        await().untilAsserted(() -> assertThat(broker.sent()).hasSize(4));
        broker.acknowledgeNext(RelayFixture.DEAD_LETTERS);
        await().untilAsserted(() -> assertThat(broker.sent()).hasSize(5));
        broker.acknowledgeNext(RelayFixture.DEAD_LETTERS);
        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
        assertThat(values(broker.committed())).containsExactly("REQUEST_QUEUED", "one", "two");
    }

    @Test
    void aRefusedMessageHasOthersSentOnceMoreAndNotAgainAndAgain() {
        RecordingBroker broker = new RecordingBroker(false);
        outbox.ledger()
                .submit(IntStream.range(0, 51)
                        .mapToObj(n -> deadLetter("letter " + n))
                        .toList());

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(broker.sent()).hasSize(51));
        IntStream.range(0, 50).forEach(n -> broker.acknowledgeNext(RelayFixture.DEAD_LETTERS));
        broker.failNext(RelayFixture.DEAD_LETTERS, new InvalidRecordException("no timestamp"));
        await().untilAsserted(() -> assertThat(broker.sent()).hasSize(101));
        IntStream.range(0, 50).forEach(n -> broker.acknowledgeNext(RelayFixture.DEAD_LETTERS));
        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
        assertThat(broker.committed()).hasSize(50);
        assertThat(outbox.setAside()).singleElement().asString().contains("no timestamp");
    }

    @Test
    void aTopicThatTheBrokerDoesNotKnowWaitsAlone() {
        RecordingBroker broker = new RecordingBroker(true);
        broker.missingTopics().add(RelayFixture.DEAD_LETTERS);
        outbox.ledger()
                .submit(List.of(deadLetter("garbage"), LedgerFixture.build("request-1", "a"), deadLetter("more")));

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(values(broker.committed())).containsExactly("REQUEST_QUEUED"));
        await().untilAsserted(() -> assertThat(outbox.waiting()).isEqualTo(2));
        outbox.ledger().submit(List.of(LedgerFixture.build("request-2", "b")));
        await().untilAsserted(() -> assertThat(outbox.waiting()).isEqualTo(2));
        assertThat(outbox.setAside()).isEmpty();
        assertThat(outbox.counted("mf.outbox.holds")).isPositive();

        broker.missingTopics().clear();
        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
        assertThat(values(broker.committed())).containsExactly("REQUEST_QUEUED", "REQUEST_QUEUED", "garbage", "more");
    }

    @Test
    void anUnreadableRowIsSetAsideAndBlocksNoOther() {
        RecordingBroker broker = new RecordingBroker(true);
        outbox.ledger().submit(List.of(LedgerFixture.build("request-1", "a"), LedgerFixture.build("request-2", "b")));
        outbox.change("UPDATE mf_outbox SET payload = '\\x00' WHERE id = 1");

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
        assertThat(values(broker.committed())).containsExactly("REQUEST_QUEUED");
        assertThat(outbox.setAside()).hasSize(1);
    }

    @Test
    void anUnreadableRowBehindAFullPageIsSetAsideToo() {
        RecordingBroker broker = new RecordingBroker(true);
        outbox.ledger()
                .submit(IntStream.rangeClosed(0, TopicSender.MAX_MESSAGES)
                        .mapToObj(n -> deadLetter("letter " + n))
                        .toList());
        outbox.ledger().submit(List.of(LedgerFixture.build("request-1", "a"), deadLetter("last")));
        outbox.change("UPDATE mf_outbox SET payload = 'no avro' WHERE record_type IS NOT NULL");

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
        assertThat(broker.committed()).hasSize(TopicSender.MAX_MESSAGES + 2);
        assertThat(values(broker.committed())).endsWith("last");
        assertThat(outbox.setAside()).hasSize(1);
    }

    @Test
    void aRecordOfALaterReleaseHoldsItsKeyUntilAWorkerKnowsIt() {
        RecordingBroker broker = new RecordingBroker(true);
        outbox.ledger()
                .submit(List.of(
                        LedgerFixture.build("request-1", "a"),
                        LedgerFixture.build("request-2", "a"),
                        LedgerFixture.build("request-3", "b"),
                        LedgerFixture.build("request-4", "c")));
        // The fingerprint of a schema, and the name of a record, that this release does not have.
        outbox.change("CREATE TABLE kept AS SELECT id, payload, record_type FROM mf_outbox");
        outbox.change(
                "UPDATE mf_outbox SET payload = overlay(payload PLACING '\\x0102030405060708' FROM 3) WHERE id = 1");
        outbox.change("UPDATE mf_outbox SET record_type = 'RecordOfTheNextRelease' WHERE id = 4");

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(broker.committed()).hasSize(1));
        await().untilAsserted(
                        () -> assertThat(outbox.counted("mf.outbox.holds")).isGreaterThan(2));
        assertThat(outbox.waiting()).isEqualTo(3);
        assertThat(outbox.setAside()).isEmpty();

        outbox.change("UPDATE mf_outbox SET (payload, record_type) = "
                + "(SELECT payload, record_type FROM kept WHERE kept.id = mf_outbox.id)");
        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
        assertThat(values(broker.committed()))
                .containsOnlyOnce("REQUEST_CONVERGED")
                .hasSize(4);
    }

    @Test
    void aMessageThatNoBrokerTakesIsSetAside() {
        RecordingBroker broker = new RecordingBroker(false);
        outbox.ledger().submit(List.of(deadLetter("huge")));

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(broker.sent()).hasSize(1));
        broker.failNext(RelayFixture.DEAD_LETTERS, new RecordTooLargeException("too large"));
        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
        assertThat(outbox.setAside()).singleElement().asString().contains("too large");
        assertThat(broker.committed()).isEmpty();
    }

    @Test
    void aTopicWhoseRecordsCannotBeSerializedWaitsWhileOthersGoOn() {
        RecordingBroker broker = new RecordingBroker(true);
        outbox.refusals()
                .put(LedgerFixture.RUN_EVENTS, new SerializationException("the registry knows no such subject"));
        outbox.ledger()
                .submit(IntStream.range(0, 2_500)
                        .<IntakeEntry>mapToObj(n -> LedgerFixture.build("request-" + n, "run " + n))
                        .toList());
        outbox.ledger().submit(List.of(deadLetter("garbage")));

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(values(broker.committed())).containsExactly("garbage"));
        assertThat(outbox.waiting()).isEqualTo(2_500);
        assertThat(outbox.setAside()).isEmpty();

        outbox.refusals().clear();
        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
        assertThat(broker.committed()).hasSize(2_501);
    }

    @Test
    void undeliverableFactsBlockNoOtherMessage() {
        RecordingBroker broker = new RecordingBroker(true);
        RecordingBroker control = new RecordingBroker(true);
        outbox.refusals().put(LedgerFixture.CONTROL, new IllegalStateException("of an unknown serializer"));
        outbox.ledger().submit(List.of(LedgerFixture.build("request-1", "a")));
        assertThat(outbox.ledger().claim("worker-1", LedgerFixture.LONG)).isPresent();

        outbox.relayTo(
                control, new OutboxReader(outbox.database().dataSource(), Delivery.BEST_EFFORT), RelayFixture.LEASE);
        outbox.relayTo(broker);

        await().untilAsserted(
                        () -> assertThat(values(broker.committed())).containsExactly("REQUEST_QUEUED", "RUN_STARTED"));
        assertThat(new WorkloadQuery(outbox.database().dataSource()).backlog().facts())
                .isEqualTo(1);
        assertThat(outbox.setAside()).isEmpty();
        outbox.refusals().clear();
        await().untilAsserted(() -> assertThat(values(control.committed())).containsExactly("mf.train_run.started"));
    }

    @Test
    void anUnacknowledgedFactIsResentWithTheSameId() {
        RecordingBroker control = new RecordingBroker(false);
        outbox.ledger().submit(List.of(LedgerFixture.build("request-1", "a")));
        assertThat(outbox.ledger().claim("worker-1", LedgerFixture.LONG)).isPresent();

        outbox.relayTo(
                control, new OutboxReader(outbox.database().dataSource(), Delivery.BEST_EFFORT), RelayFixture.LEASE);

        await().untilAsserted(() -> assertThat(control.sent()).hasSize(1));
        control.failNext(LedgerFixture.CONTROL, new TopicAuthorizationException(LedgerFixture.CONTROL));
        await().untilAsserted(() -> assertThat(control.sent()).hasSize(2));
        control.acknowledgeNext(LedgerFixture.CONTROL);
        await().untilAsserted(
                        () -> assertThat(new WorkloadQuery(outbox.database().dataSource())
                                        .backlog()
                                        .facts())
                                .isZero());
        assertThat(control.sent().stream()
                        .map(message -> header(message, "ce_id"))
                        .distinct())
                .hasSize(1);
    }
}
