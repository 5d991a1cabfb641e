package io.modelfactory.worker.outbox;

import static io.modelfactory.worker.outbox.RelayFixture.broker;
import static io.modelfactory.worker.outbox.RelayFixture.deadLetter;
import static io.modelfactory.worker.outbox.RelayFixture.header;
import static io.modelfactory.worker.outbox.RelayFixture.text;
import static io.modelfactory.worker.outbox.RelayFixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.ledger.LedgerFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How committed messages reach a broker that does as the test says. */
class OutboxRelayIT {
    private final RelayFixture outbox = new RelayFixture();

    @AfterEach
    void close() throws InterruptedException {
        outbox.close();
    }

    @Test
    void committedRecordsTravelWithTheirHeaders() {
        MockProducer<byte[], byte[]> broker = broker(true);
        outbox.ledger().submit(List.of(LedgerFixture.build("request-1", "a")));

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
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
        outbox.ledger().submit(List.of(deadLetter("garbage")));

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(values(broker)).containsExactly("garbage"));
    }

    @Test
    void aMessageWaitsForItsPredecessorOfTheSameKey() {
        MockProducer<byte[], byte[]> broker = broker(false);
        outbox.ledger()
                .submit(List.of(
                        LedgerFixture.build("request-1", "a"),
                        LedgerFixture.build("request-2", "a"),
                        LedgerFixture.build("request-3", "b")));

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(values(broker)).containsExactly("REQUEST_QUEUED", "REQUEST_QUEUED"));
        assertThat(outbox.waiting()).isEqualTo(3);
        broker.completeNext();
        broker.completeNext();
        await().untilAsserted(() -> assertThat(values(broker)).last().isEqualTo("REQUEST_CONVERGED"));
        assertThat(outbox.waiting()).isEqualTo(3);
        broker.completeNext();
        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
    }

    @Test
    void aPageIsBoundedByItsBytes() {
        String large = "x".repeat(1 << 20);
        outbox.ledger()
                .submit(IntStream.range(0, 20)
                        .mapToObj(n -> deadLetter(n + large))
                        .toList());
        List<Integer> pages = new ArrayList<>();

        int marked = outbox.rows().relayNext(1_000, 8, List.of(), page -> {
            pages.add(page.size());
            return () -> page;
        });

        assertThat(marked).isEqualTo(20);
        assertThat(pages).hasSizeGreaterThan(2).allMatch(size -> size <= 8);
    }

    @Test
    void oneRelayAtATimeSendsMessages() {
        MockProducer<byte[], byte[]> first = broker(false);
        MockProducer<byte[], byte[]> second = broker(true);
        outbox.ledger().submit(List.of(deadLetter("one")));

        OutboxRelay holder = outbox.relayTo(first);
        await().untilAsserted(() -> assertThat(first.history()).hasSize(1));
        outbox.relayTo(second);
        outbox.ledger().submit(List.of(deadLetter("two")));
        await().during(Duration.ofMillis(400))
                .untilAsserted(() -> assertThat(second.history()).isEmpty());

        holder.stop();
        await().untilAsserted(() -> assertThat(values(second)).containsExactly("one", "two"));
    }

    @Test
    void aRelaySurvivesADatabaseThatCutsItsConnections() {
        MockProducer<byte[], byte[]> broker = broker(true);
        outbox.relayTo(broker);
        outbox.ledger().submit(List.of(deadLetter("one")));
        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());

        outbox.database().cutConnections();
        await().ignoreExceptions()
                .until(() -> !outbox.ledger().submit(List.of(deadLetter("two"))).isEmpty());

        await().untilAsserted(() -> assertThat(values(broker)).contains("two"));
    }
}
