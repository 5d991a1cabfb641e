package io.modelfactory.worker.outbox;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.contracts.GovernanceFact;
import io.modelfactory.contracts.MfRunEvent;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.WorkloadQuery;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/** A ledger whose committed messages relays send to brokers that do as a test says. */
final class RelayFixture {
    static final String DEAD_LETTERS = "requests.dlq";
    static final Duration LEASE = Duration.ofSeconds(30);

    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final OutboxReader rows = new OutboxReader(database.dataSource());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<OutboxRelay> relays = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, RuntimeException> refusals = new ConcurrentHashMap<>();

    LedgerDatabase database() {
        return database;
    }

    RunLedger ledger() {
        return ledger;
    }

    OutboxReader rows() {
        return rows;
    }

    /** What the serializer throws, by topic. */
    Map<String, RuntimeException> refusals() {
        return refusals;
    }

    double counted(String meter, String... labels) {
        return meters.counter(meter, labels).count();
    }

    long number(String query) {
        return database.sql()
                .withHandle(sql -> sql.createQuery(query).mapTo(Long.class).one());
    }

    OutboxRelay relayTo(Function<String, Producer<byte[], byte[]>> broker) {
        return relayTo(broker, rows, LEASE);
    }

    OutboxRelay relayTo(Function<String, Producer<byte[], byte[]>> broker, OutboxReader from, Duration lease) {
        OutboxRelay relay = new OutboxRelay(from, broker, serializer(), lease, new WorkerMeters(meters));
        Thread thread = new Thread(relay, "relay");
        relays.add(relay);
        threads.add(thread);
        thread.start();
        return relay;
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

    static IntakeEntry deadLetter(String text) {
        return new IntakeEntry.DeadLetterEntry(
                DEAD_LETTERS, Optional.empty(), text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    long waiting() {
        return new WorkloadQuery(database.dataSource()).remaining().messages();
    }

    void change(String statement) {
        database.sql().useHandle(sql -> sql.execute(statement));
    }

    List<String> setAside() {
        return database.sql()
                .withHandle(
                        sql -> sql.createQuery("SELECT set_aside_error FROM mf_outbox WHERE set_aside_at IS NOT NULL")
                                .mapTo(String.class)
                                .list());
    }

    static List<String> values(List<ProducerRecord<byte[], byte[]>> messages) {
        return messages.stream().map(message -> text(message.value())).toList();
    }

    static String header(ProducerRecord<byte[], byte[]> message, String name) {
        return text(message.headers().lastHeader(name).value());
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    void close() throws InterruptedException {
        relays.forEach(OutboxRelay::stop);
        for (Thread thread : threads) {
            thread.join();
        }
        database.close();
    }
}
