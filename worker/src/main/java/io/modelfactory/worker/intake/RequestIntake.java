package io.modelfactory.worker.intake;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.intake.BatchWriter.DecodedRecord;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.request.AdmissionRules;
import io.modelfactory.worker.request.DatasetTrigger;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.Tracing;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer loop: poll, decode, write the batch to the ledger in one transaction, commit offsets. While one batch is
 * written, the next is polled and decoded. If an external dependency fails in between, the batches are polled again
 * after a wait, see {@link BackPressure}; the ledger knows what it has seen already, so nothing is lost or done twice.
 */
public final class RequestIntake implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestIntake.class);

    private final Consumer<byte[], byte[]> consumer;
    private final RequestDecoder decoder;
    private final List<String> topics;
    private final BatchWriter writer;
    private final IntakeOutcomeReporter report;
    private final IntakeSettings settings;
    private final Runnable onReady;
    private final WorkerMeters meters;
    private final AtomicBoolean assigned = new AtomicBoolean();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final BackPressure backPressure;
    /** Offsets behind what is in the ledger, which are not committed yet. */
    private final Map<TopicPartition, OffsetAndMetadata> uncommittedOffsets = new HashMap<>();

    private Optional<BatchWriter.Batch> pendingBatch = Optional.empty();
    private volatile boolean stopsAfterFirstBatch;
    private Optional<IntakeGuard> guard = Optional.empty();
    private GroupJoin groupJoin = GroupJoin.immediately();

    /**
     * @param trigger what asks for runs when datasets are announced; if there is none, announcements are not read
     * @param onReady called whenever the consumer was given partitions to read
     */
    public RequestIntake(
            Consumer<byte[], byte[]> consumer,
            Deserializer<Object> deserializer,
            AdmissionRules rules,
            Optional<DatasetTrigger> trigger,
            RunLedger ledger,
            IntakeSettings settings,
            Runnable onReady,
            WorkerMeters meters) {
        this.consumer = consumer;
        this.backPressure = new BackPressure(consumer, stopping);
        this.decoder = new RequestDecoder(deserializer, rules, trigger, settings);
        this.topics = trigger.isPresent()
                ? List.of(settings.requestTopic(), settings.announcementTopic())
                : List.of(settings.requestTopic());
        this.writer = new BatchWriter(ledger, new DeadLetterFactory(settings.deadLetterTopic()));
        this.report = new IntakeOutcomeReporter(settings.deadLetterTopic(), meters);
        this.settings = settings;
        this.onReady = onReady;
        this.meters = meters;
    }

    /**
     * Runs until {@link #stop}; closes the consumer when it ends.
     *
     * @throws FencedInstanceIdException if another consumer has joined the group under the same
     *     {@code group.instance.id}
     * @throws UnreleasedInstanceIdException if another is in the group under it, and the group follows the protocol
     *     that lets the first one stay
     */
    @Override
    public void run() {
        try (consumer;
                writer) {
            if (groupJoin.await(stopping)) {
                consumer.subscribe(topics, rebalanceListener());
                pollLoop();
                completePendingBatchOrLeave();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pollLoop() throws InterruptedException {
        try {
            while (!isStopping()) {
                Optional<String> fault = pollBatch();
                if (fault.isPresent()) {
                    backPressure.pauseBeforeRetry(fault.get());
                } else if (pendingBatch.isEmpty()) {
                    backPressure.reset();
                }
            }
        } catch (WakeupException stopped) {
            LOG.debug("intake woken to stop");
        } catch (Throwable death) {
            guard.ifPresent(IntakeGuard::onDeath);
            throw death;
        }
    }

    /** Asks the loop to end after the batch at hand. May be called from any thread. */
    public void stop() {
        stopping.countDown();
        consumer.wakeup();
    }

    /** Whether the consumer is a member of its group, with its share of the partitions, which may be none. */
    public boolean isAssigned() {
        return assigned.get();
    }

    /** Why requests are left on their topic for now; empty while they are taken. */
    public Optional<String> pauseReason() {
        return groupJoin.reason().or(backPressure::reason);
    }

    /** Has the loop end after the first batch that holds anything; to be called before it runs. */
    public void stopAfterFirstBatch() {
        stopsAfterFirstBatch = true;
    }

    /** To be called before it runs. */
    public void setGroupJoin(GroupJoin join) {
        groupJoin = join;
    }

    /** To be called before it runs. */
    public void setGuard(IntakeGuard intakeGuard) {
        guard = Optional.of(intakeGuard);
    }

    private ConsumerRebalanceListener rebalanceListener() {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                backPressure.onPartitionsAssigned(partitions);
                guard.ifPresent(notes -> notes.onAssigned(partitions));
                assigned.set(true);
                onReady.run();
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                completePendingBatchOrLeave();
                uncommittedOffsets.keySet().removeAll(partitions);
                guard.ifPresent(notes -> notes.onRevoked(partitions));
                assigned.set(false);
            }
        };
    }

    /**
     * Takes one batch, and sees to the one before it; returns the reason if an external dependency failed and both must
     * be polled again.
     */
    private Optional<String> pollBatch() {
        ConsumerRecords<byte[], byte[]> batch = ConsumerRecords.empty();
        try {
            guard.ifPresent(IntakeGuard::beforePoll);
            // Where nothing else has come yet, the batch at hand is not kept waiting.
            batch = consumer.poll(pendingBatch.isPresent() ? Duration.ZERO : settings.pollTimeout());
            List<DecodedRecord> decoded = decodeAndCompletePending(batch);
            if (!batch.isEmpty()) {
                pendingBatch = Optional.of(writer.submit(batch, decoded));
                if (stopsAfterFirstBatch) {
                    completePendingBatch();
                    stopping.countDown();
                }
            } else if (!batch.nextOffsets().isEmpty()) {
                // Only markers of transactions; who waits for the end of the topic must see them passed.
                uncommittedOffsets.putAll(batch.nextOffsets());
                commit();
            }
            return Optional.empty();
        } catch (WakeupException | FencedInstanceIdException | UnreleasedInstanceIdException end) {
            // The member's place in the group is another's, which no further try of this consumer could change.
            throw end;
        } catch (TransientFaultException | KafkaException fault) {
            LOG.warn("intake of {} records must be tried again: {}", batch.count(), fault.getMessage());
            LOG.debug("the fault", fault);
            meters.transientFault(FaultSource.INTAKE);
            rewind(batch);
            return Optional.of(String.valueOf(fault.getMessage()));
        }
    }

    /** Decodes while the batch before is written, and leaves when that is done, whatever comes of this one. */
    private List<DecodedRecord> decodeAndCompletePending(ConsumerRecords<byte[], byte[]> batch) {
        try {
            List<DecodedRecord> decoded = new ArrayList<>(batch.count());
            for (ConsumerRecord<byte[], byte[]> record : batch) {
                decode(record)
                        .ifPresentOrElse(
                                entry -> decoded.add(new DecodedRecord(record, entry)), meters::announcementIgnored);
            }
            return decoded;
        } finally {
            completePendingBatch();
        }
    }

    /** Waits until the batch that is under way, if any, is in the ledger, and commits the offsets of all that is. */
    private void completePendingBatch() {
        if (pendingBatch.isPresent()) {
            BatchWriter.Batch batch = pendingBatch.get();
            BatchWriter.WrittenBatch written = batch.awaitWritten();
            report.report(written.entries(), written.outcomes());
            pendingBatch = Optional.empty();
            uncommittedOffsets.putAll(batch.records().nextOffsets());
        }
        commit();
    }

    /**
     * As {@link #completePendingBatch}, before partitions are revoked. What fails now is read again by their next
     * owner.
     */
    private void completePendingBatchOrLeave() {
        try {
            completePendingBatch();
        } catch (TransientFaultException | KafkaException fault) {
            LOG.warn("the last batch is left to be taken again: {}", fault.getMessage());
        }
    }

    /** What is in the ledger is not to be read again because the wake-up that ends the loop found it committing. */
    private void commit() {
        if (uncommittedOffsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(uncommittedOffsets);
        } catch (WakeupException stop) {
            consumer.commitSync(uncommittedOffsets);
        }
        guard.ifPresent(notes -> notes.onCommitted(List.copyOf(uncommittedOffsets.keySet())));
        uncommittedOffsets.clear();
        backPressure.reset();
    }

    private Optional<IntakeEntry> decode(ConsumerRecord<byte[], byte[]> record) {
        try (Tracing.ActiveSpan span = IntakeTrace.begin(meters.tracing(), record)) {
            Optional<IntakeEntry> entry = decoder.decode(record);
            entry.map(IntakeTrace::fields)
                    .ifPresent(fields -> fields.forEach((name, value) -> span.setAttribute("mf." + name, value)));
            return entry;
        }
    }

    /** Back to before the batch and, if that is not written either, the one before it. */
    private void rewind(ConsumerRecords<byte[], byte[]> batch) {
        Map<TopicPartition, Long> offsets = new HashMap<>(firstOffsets(batch));
        pendingBatch.ifPresent(before -> offsets.putAll(firstOffsets(before.records())));
        pendingBatch = Optional.empty();
        // A partition that was taken away meanwhile is read again by its new owner.
        offsets.keySet().retainAll(consumer.assignment());
        offsets.forEach(consumer::seek);
    }

    private static Map<TopicPartition, Long> firstOffsets(ConsumerRecords<byte[], byte[]> batch) {
        return batch.partitions().stream()
                .collect(Collectors.toMap(
                        partition -> partition,
                        partition -> batch.records(partition).get(0).offset()));
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }
}
