package io.modelfactory.worker.outbox;

import static io.modelfactory.worker.outbox.RelayFixture.deadLetter;
import static io.modelfactory.worker.outbox.RelayFixture.header;
import static io.modelfactory.worker.outbox.RelayFixture.text;
import static io.modelfactory.worker.outbox.RelayFixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.ledger.outbox.OutboxRow;
import io.modelfactory.worker.ledger.outbox.RelayRound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How committed messages reach a broker that does as the test says. */
class OutboxRelayIT {
    /** Rows that a transaction has changed which may still be open. */
    private static final String CHANGED_ROWS = "SELECT count(*) FROM mf_outbox WHERE xmax::text <> '0'";

    private final RelayFixture outbox = new RelayFixture();

    @AfterEach
    void close() throws InterruptedException {
        outbox.close();
    }

    @Test
    void committedRecordsTravelWithTheirHeaders() {
        RecordingBroker broker = new RecordingBroker(true);
        outbox.ledger().submit(List.of(LedgerFixture.build("request-1", "a")));

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
        assertThat(broker.committed()).singleElement().satisfies(message -> {
            assertThat(message.topic()).isEqualTo(LedgerFixture.RUN_EVENTS);
            assertThat(text(message.key())).startsWith("tr_");
            assertThat(text(message.value())).isEqualTo("REQUEST_QUEUED");
            assertThat(header(message, "ce_id")).isEqualTo(text(message.key()) + ":1");
            assertThat(header(message, "traceparent")).isEqualTo(LedgerFixture.TRACEPARENT);
        });
    }

    @Test
    void bytesWithoutARecordTypeGoOutAsTheyAre() {
        RecordingBroker broker = new RecordingBroker(true);
        outbox.ledger().submit(List.of(deadLetter("garbage")));

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(values(broker.committed())).containsExactly("garbage"));
    }

    @Test
    void messagesOfOneKeyAreInFlightTogetherAndCommittedInTheirOrder() {
        RecordingBroker broker = new RecordingBroker(false);
        outbox.ledger()
                .submit(List.of(
                        LedgerFixture.build("request-1", "a"),
                        LedgerFixture.build("request-2", "a"),
                        LedgerFixture.build("request-3", "a")));

        outbox.relayTo(broker);

        await().untilAsserted(() -> assertThat(broker.sent()).hasSize(3));
        broker.acknowledgeNext(LedgerFixture.RUN_EVENTS);
        broker.acknowledgeNext(LedgerFixture.RUN_EVENTS);
        assertThat(broker.committed()).isEmpty();
        assertThat(outbox.waiting()).isEqualTo(3);
        broker.acknowledgeNext(LedgerFixture.RUN_EVENTS);
        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
        assertThat(broker.committed())
                .extracting(message -> header(message, "ce_id").replaceAll(".*:", ""))
                .containsExactly("1", "2", "3");
    }

    @Test
    void aPageIsBoundedByItsBytes() {
        String large = "x".repeat(1 << 20);
        outbox.ledger()
                .submit(IntStream.range(0, 20)
                        .mapToObj(n -> deadLetter(n + large))
                        .toList());
        List<Integer> pages = new ArrayList<>();
        RelayRound round = new RelayRound(1_000, 8, LedgerFixture.LONG, Duration.ZERO, List.of(), List.of());

        OptionalInt marked = outbox.rows().relayNext(round, (page, requireLock) -> {
            pages.add(page.size());
            return () -> page;
        });

        assertThat(marked).hasValue(20);
        assertThat(pages).hasSizeGreaterThan(2).allMatch(size -> size <= 8);
    }

    @Test
    void aPageIsMarkedWhileTheNextIsMadeReady() {
        submitLetters(20);
        RelayRound round = RelayRound.ofSize(10, 8);
        List<Long> changedBefore = new ArrayList<>();

        OptionalInt marked = outbox.rows().relayNext(round, (page, requireLock) -> {
            if (!changedBefore.isEmpty()) {
                await().until(() -> outbox.number(CHANGED_ROWS) == 10);
            }
            requireLock.run();
            changedBefore.add(outbox.number(CHANGED_ROWS));
            return () -> page;
        });

        assertThat(marked).hasValue(20);
        assertThat(changedBefore).containsExactly(0L, 10L);
        assertThat(outbox.waiting()).isZero();
    }

    @Test
    void nothingIsMarkedIfALaterPageCannotBeMadeReady() {
        submitLetters(20);
        IllegalStateException bug = new IllegalStateException("no more pages");
        List<OutboxRow> sent = new ArrayList<>();

        assertThatThrownBy(() -> outbox.rows().relayNext(RelayRound.ofSize(10, 8), (page, requireLock) -> {
                    if (!sent.isEmpty()) {
                        throw bug;
                    }
                    sent.addAll(page);
                    return () -> page;
                }))
                .isSameAs(bug);

        assertThat(sent).hasSize(10);
        assertThat(outbox.waiting()).isEqualTo(20);
    }

    private void submitLetters(int letters) {
        outbox.ledger()
                .submit(IntStream.range(0, letters)
                        .mapToObj(n -> deadLetter("letter " + n))
                        .toList());
    }

    @Test
    void aPageThatTakesAThirdOfTheLeaseIsTheLastOfItsTransaction() {
        submitLetters(30);
        RelayRound round = new RelayRound(10, 8, Duration.ofMillis(1), Duration.ZERO, List.of(), List.of());
        CountDownLatch never = new CountDownLatch(1);

        OptionalInt marked = outbox.rows().relayNext(round, (page, requireLock) -> {
            waitFor(never, 5);
            return () -> page;
        });

        assertThat(marked).hasValue(10);
        assertThat(outbox.waiting()).isEqualTo(20);
    }

    private static void waitFor(CountDownLatch latch, int millis) {
        try {
            assertThat(latch.await(millis, TimeUnit.MILLISECONDS)).isFalse();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void oneRelayAtATimeSendsMessages() {
        RecordingBroker first = new RecordingBroker(false);
        RecordingBroker second = new RecordingBroker(true);
        outbox.ledger().submit(List.of(deadLetter("one")));

        OutboxRelay holder = outbox.relayTo(first);
        await().untilAsserted(() -> assertThat(first.sent()).hasSize(1));
        outbox.relayTo(second);
        outbox.ledger().submit(List.of(deadLetter("two")));
        await().during(Duration.ofMillis(400))
                .untilAsserted(() -> assertThat(second.committed()).isEmpty());

        holder.stop();
        await().untilAsserted(() -> assertThat(values(second.committed())).containsExactly("one", "two"));
    }

    @Test
    void theRelayThatSentLastGoesOnWhileAnotherWaitsForIt() {
        RecordingBroker first = new RecordingBroker(true);
        outbox.relayTo(first);
        outbox.ledger().submit(List.of(deadLetter("0")));
        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());
        OutboxReader other = new OutboxReader(outbox.database().dataSource());
        outbox.ledger().submit(List.of(deadLetter("young")));
        RelayRound standby = new RelayRound(1_000, 8, LedgerFixture.LONG, LedgerFixture.LONG, List.of(), List.of());

        assertThat(other.relayNext(standby, (page, requireLock) -> {
                    throw new IllegalStateException("it has not waited for long");
                }))
                .hasValue(0);

        await().untilAsserted(() -> assertThat(values(first.committed())).containsExactly("0", "young"));
    }

    @Test
    void aRelaySurvivesADatabaseThatCutsItsConnections() {
        RecordingBroker broker = new RecordingBroker(true);
        outbox.relayTo(broker);
        outbox.ledger().submit(List.of(deadLetter("one")));
        await().untilAsserted(() -> assertThat(outbox.waiting()).isZero());

        outbox.database().cutConnections();
        await().ignoreExceptions()
                .until(() -> !outbox.ledger().submit(List.of(deadLetter("two"))).isEmpty());

        await().untilAsserted(() -> assertThat(values(broker.committed())).contains("two"));
    }
}
