package io.modelfactory.worker.intake;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.intake.recovery.RangeReader;
import io.modelfactory.worker.intake.recovery.RecordRange;
import io.modelfactory.worker.ledger.IntakePositions;
import io.modelfactory.worker.ledger.RunLedger;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets the group past records that end every worker that takes them up, such as some that are small on the wire and
 * huge when they are decompressed. The position at which a worker begins is noted in the ledger before it polls, and
 * the note is withdrawn once it has got further. A worker that finds {@value #MAX_DEATHS} notes at its position has a
 * child process read what follows, and sends all records through the last unreadable one to the dead letters by
 * reference. Used by the consumer's own thread.
 */
public final class IntakeGuard {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeGuard.class);

    /** Workers that may die at one position before what lies there is examined. */
    static final int MAX_DEATHS = 2;

    /** Workers that may die although each record fits into the child process: then it is a whole poll that does not. */
    static final int MAX_DEATHS_OF_READABLE = 5;

    /** Offsets that are examined at a time, which is also what one poll takes at most. */
    private static final int WINDOW = 1_000;

    private final Consumer<byte[], byte[]> consumer;
    private final IntakePositions positions;
    private final RangeReader reader;
    private final RunLedger ledger;
    private final DeadLetterFactory deadLetters;
    private final Set<TopicPartition> unnoted = new HashSet<>();
    private final Set<TopicPartition> noted = new HashSet<>();
    private boolean dying;

    public IntakeGuard(
            Consumer<byte[], byte[]> consumer,
            IntakePositions positions,
            RangeReader reader,
            RunLedger ledger,
            String deadLetterTopic) {
        this.consumer = consumer;
        this.positions = positions;
        this.reader = reader;
        this.ledger = ledger;
        this.deadLetters = new DeadLetterFactory(deadLetterTopic);
    }

    /** Nothing of the partitions is taken up before {@link #beforePoll} has noted where they are read from. */
    void onAssigned(Collection<TopicPartition> partitions) {
        unnoted.addAll(partitions);
        consumer.pause(partitions);
    }

    /**
     * To be called before each poll, which may end the process.
     *
     * @throws TransientFaultException if the ledger or the broker cannot be asked
     */
    void beforePoll() {
        for (TopicPartition partition : List.copyOf(unnoted)) {
            long position = consumer.position(partition);
            int starts = positions.noteStart(partition.topic(), partition.partition(), position);
            if (starts > MAX_DEATHS) {
                LOG.warn("{} workers have ended while they read {} from offset {} on", starts - 1, partition, position);
                passUnreadable(partition, position, starts);
            }
            unnoted.remove(partition);
            noted.add(partition);
            consumer.resume(List.of(partition));
        }
    }

    private void passUnreadable(TopicPartition partition, long position, int starts) {
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, position);
        if (end <= position) {
            return;
        }
        RecordRange window = new RecordRange(
                partition.topic(), partition.partition(), position, Math.min(end, position + WINDOW) - 1);
        Optional<RecordRange> unreadable = reader.throughUnreadable(window);
        if (unreadable.isEmpty() && starts > MAX_DEATHS_OF_READABLE) {
            unreadable = Optional.of(window);
        }
        unreadable.ifPresentOrElse(
                range -> moveToDeadLetters(partition, range),
                () -> LOG.warn("each of the next records of {} can be read; they are taken up once more", partition));
    }

    private void moveToDeadLetters(TopicPartition partition, RecordRange range) {
        ledger.submit(List.of(deadLetters.byReference(range)));
        consumer.seek(partition, range.last() + 1);
        Map<TopicPartition, OffsetAndMetadata> behind = new HashMap<>();
        behind.put(partition, new OffsetAndMetadata(range.last() + 1));
        consumer.commitSync(behind);
        LOG.error(
                "{} ({} records) cannot be taken up and is sent to the dead letters by reference",
                range,
                range.count());
    }

    /** A batch of these partitions was taken up. */
    void onCommitted(Collection<TopicPartition> partitions) {
        if (!noted.isEmpty()) {
            partitions.stream().filter(noted::remove).forEach(this::forget);
        }
    }

    /** The worker leaves them alive, or it does not: then the notes stay. */
    void onRevoked(Collection<TopicPartition> partitions) {
        unnoted.removeAll(partitions);
        if (dying) {
            return;
        }
        for (TopicPartition partition : partitions) {
            if (noted.remove(partition)) {
                try {
                    forget(partition);
                } catch (TransientFaultException | KafkaException unavailable) {
                    LOG.warn("the note that {} is read stays: {}", partition, unavailable.getMessage());
                }
            }
        }
    }

    /** The worker ends by an error, which may be due to what it read. */
    void onDeath() {
        dying = true;
    }

    private void forget(TopicPartition partition) {
        positions.forget(partition.topic(), partition.partition());
    }
}
