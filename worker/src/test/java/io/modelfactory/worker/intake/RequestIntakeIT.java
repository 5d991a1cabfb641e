package io.modelfactory.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.worker.config.SchedulingLimits;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Batches on their way into a real ledger; each record is one that cannot be read, and becomes a dead letter. */
class RequestIntakeIT {
    private static final TopicPartition PARTITION = new TopicPartition("requests", 0);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final LedgerDatabase database = LedgerDatabase.create();
    private final AtomicInteger commitsToFail = new AtomicInteger();
    private final AtomicInteger connectionsToRefuse = new AtomicInteger();
    private final FailingConsumer consumer = new FailingConsumer();
    private final RequestIntake intake = intake();
    private final Thread thread = new Thread(intake, "intake");

    /**
     * Gives records again that are sought and takes offsets of what is assigned, as a broker does, and fails to commit
     * for as long as is wanted.
     */
    private final class FailingConsumer extends MockConsumer<byte[], byte[]> {
        private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
        private final AtomicLong committed = new AtomicLong();

        FailingConsumer() {
            super("earliest");
        }

        synchronized void append(String text) {
            ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                    PARTITION.topic(), PARTITION.partition(), log.size(), null, text.getBytes(StandardCharsets.UTF_8));
            log.add(record);
            addRecord(record);
        }

        @Override
        public synchronized void seek(TopicPartition partition, long offset) {
            super.seek(partition, offset);
            log.stream().filter(record -> record.offset() >= offset).forEach(this::addRecord);
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            if (commitsToFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new TimeoutException("the coordinator is away");
            } else if (!assignment().containsAll(offsets.keySet())) {
                throw new CommitFailedException("another has the partition by now");
            }
            offsets.values().forEach(offset -> committed.set(offset.offset()));
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        intake.stop();
        thread.join();
        database.close();
    }

    @Test
    void aFailedCommitIsRepeatedWithoutNewRecords() {
        commitsToFail.set(2);

        start();
        send("a");

        awaitCommitted(1);
        assertThat(deadLetters()).as("written once").containsExactly("a");
        await().atMost(TIMEOUT).until(() -> intake.pauseReason().isEmpty());
    }

    @Test
    void anUnwrittenBatchIsPolledAgainWithItsSuccessor() {
        connectionsToRefuse.set(1);

        start();
        send("a");
        send("b");

        awaitCommitted(2);
        assertThat(deadLetters()).containsExactly("a", "b");
    }

    @Test
    void anUnavailableLedgerIsReportedAsPauseReason() {
        connectionsToRefuse.set(Integer.MAX_VALUE);

        start();
        send("a");

        await().atMost(TIMEOUT)
                .until(() -> intake.pauseReason()
                        .filter(why -> why.contains("no connection"))
                        .isPresent());
        assertThat(consumer.committed).hasValue(0);
        connectionsToRefuse.set(0);
        awaitCommitted(1);
        await().atMost(TIMEOUT).until(() -> intake.pauseReason().isEmpty());
    }

    @Test
    void polledRecordsAreCommittedBeforeTheirPartitionIsRevoked() {
        start();
        send("a");
        consumer.schedulePollTask(() -> consumer.rebalance(List.of()));

        awaitCommitted(1);
        assertThat(deadLetters()).containsExactly("a");
    }

    @Test
    void theBatchAtHandIsWrittenBeforeTheIntakeEnds() throws InterruptedException {
        start();
        send("a");
        consumer.schedulePollTask(intake::stop);

        thread.join();

        assertThat(deadLetters()).containsExactly("a");
        assertThat(consumer.committed).hasValue(1);
    }

    private void start() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(PARTITION)));
        thread.start();
    }

    /** With the next poll. */
    private void send(String text) {
        consumer.schedulePollTask(() -> consumer.append(text));
    }

    private void awaitCommitted(int offset) {
        await().atMost(TIMEOUT).until(() -> consumer.committed.get() == offset);
    }

    private List<String> deadLetters() {
        return database.sql()
                .withHandle(sql -> sql.createQuery("SELECT convert_from(payload, 'UTF8') FROM mf_outbox ORDER BY id")
                        .mapTo(String.class)
                        .list());
    }

    private RequestIntake intake() {
        return new RequestIntake(
                consumer,
                (topic, bytes) -> {
                    throw new SerializationException("unreadable");
                },
                RequestFixture.openRules("0".repeat(64)),
                Optional.empty(),
                new RunLedger(refusing(database.dataSource()), LedgerFixture.settings()),
                new IntakeSettings(
                        PARTITION.topic(),
                        "announcements",
                        "requests.dlq",
                        Duration.ofMillis(10),
                        1 << 20,
                        IntakeSettings.UNSCOPED,
                        SchedulingLimits.UNLIMITED),
                () -> {},
                new WorkerMeters(new SimpleMeterRegistry()));
    }

    private DataSource refusing(DataSource real) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection")
                            && connectionsToRefuse.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        throw new SQLTransientConnectionException("no connection");
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
