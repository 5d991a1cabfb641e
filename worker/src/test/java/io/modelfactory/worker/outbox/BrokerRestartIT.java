package io.modelfactory.worker.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.contracts.MfRunEvent;
import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.LocalBroker;
import io.modelfactory.local.LocalServers;
import io.modelfactory.worker.kafka.KafkaClients;
import io.modelfactory.worker.kafka.RenewableProducer;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.WorkloadQuery;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a real broker receives while it is stopped and started. */
class BrokerRestartIT {
    private static final int RUNS = 40;
    private static final int REQUESTS_PER_RUN = 5;

    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final OutboxReader rows = new OutboxReader(database.dataSource());
    private final LocalBroker broker = LocalServers.load().broker(DataDirectory.temporary());

    @AfterEach
    void close() {
        broker.close();
        database.close();
    }

    @Test
    void nothingIsLostOrOutOfOrderWhenTheBrokerRestarts() throws InterruptedException {
        broker.start();
        broker.createTopics(List.of(new NewTopic(LedgerFixture.RUN_EVENTS, 3, (short) 1)));
        KafkaClients clients = new KafkaClients(
                broker.bootstrapServers(),
                Map.of("delivery.timeout.ms", "1500", "request.timeout.ms", "1000", "max.block.ms", "1000"));
        OutboxRelay relay = new OutboxRelay(
                rows,
                topic -> new RenewableProducer(() -> clients.producer("relay." + topic)),
                (topic, message) -> ((MfRunEvent) message).getEventType().getBytes(StandardCharsets.UTF_8),
                LedgerFixture.LONG,
                new WorkerMeters(new SimpleMeterRegistry()));
        Thread relaying = new Thread(relay, "relay");
        relaying.start();

        submitRound(0);
        await().until(() -> waiting() == 0);
        broker.stop();
        for (int round = 1; round < REQUESTS_PER_RUN; round++) {
            submitRound(round);
        }
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofMinutes(1)).until(() -> waiting() > 0);
        broker.start();
        await().until(() -> waiting() == 0);
        relay.stop();
        relaying.join();

        Set<String> arrived = deliveredKeys(clients);
        assertThat(arrived).hasSize(RUNS * REQUESTS_PER_RUN);
        for (int run = 0; run < RUNS; run++) {
            String runKey = LedgerFixture.build("any-request", "run " + run).runKey();
            assertThat(arrived.stream().filter(id -> id.startsWith(runKey)))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, REQUESTS_PER_RUN)
                            .mapToObj(seq -> runKey + ":" + seq)
                            .toList());
        }
    }

    /** One more request for every run, so that each run has one more event. */
    private long waiting() {
        return new WorkloadQuery(database.dataSource()).remaining().messages();
    }

    private void submitRound(int round) {
        ledger.submit(IntStream.range(0, RUNS)
                .<IntakeEntry>mapToObj(run -> LedgerFixture.build("request-" + run + "-" + round, "run " + run))
                .toList());
    }

    /** The ids of all events, each where it came first. */
    private static Set<String> deliveredKeys(KafkaClients clients) {
        Set<String> ids = new LinkedHashSet<>();
        try (Consumer<byte[], byte[]> consumer = clients.consumer("test", 500)) {
            consumer.subscribe(List.of(LedgerFixture.RUN_EVENTS));
            await().until(() -> {
                consumer.poll(Duration.ofMillis(500))
                        .forEach(message -> ids.add(
                                new String(message.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8)));
                return ids.size() >= RUNS * REQUESTS_PER_RUN;
            });
        }
        return ids;
    }
}
