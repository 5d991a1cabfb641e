package io.modelfactory.worker.intake;

import io.github.resilience4j.core.IntervalFunction;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.SubmissionOutcome;
import io.modelfactory.worker.request.AdmissionRules;
import io.modelfactory.worker.request.DatasetTrigger;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.LogFields;
import io.modelfactory.worker.telemetry.Tracing;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer loop: poll, decode, write the batch to the ledger in one transaction, commit offsets. If the surroundings
 * fail in between, the batch is polled again; the ledger knows what it has seen already, so nothing is lost or done twice.
 */
public final class RequestIntake implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestIntake.class);

    private static final IntervalFunction BACKOFF = IntervalFunction.ofExponentialRandomBackoff(200, 2.0, 0.5, 5_000);

    private final Consumer<byte[], byte[]> consumer;
    private final RequestDecoder decoder;
    private final List<String> topics;
    private final RunLedger ledger;
    private final IntakeSettings settings;
    private final Runnable onReady;
    private final WorkerMeters meters;
    private final AtomicBoolean assigned = new AtomicBoolean();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean endsAfterFirstBatch;

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
            WorkerMeters meters,
            Clock clock) {
        this.consumer = consumer;
        this.decoder = new RequestDecoder(deserializer, rules, trigger, settings, clock);
        this.topics = trigger.isPresent()
                ? List.of(settings.requestTopic(), settings.announcementTopic())
                : List.of(settings.requestTopic());
        this.ledger = ledger;
        this.settings = settings;
        this.onReady = onReady;
        this.meters = meters;
    }

    /**
     * Runs until {@link #stop}; closes the consumer when it ends.
     *
     * @throws FencedInstanceIdException if another consumer has joined the group under the same {@code group.instance.id}
     * @throws UnreleasedInstanceIdException if another is in the group under it, and the group follows the protocol that lets
     *     the first one stay
     */
    @Override
    public void run() {
        int failures = 0;
        try (consumer) {
            consumer.subscribe(topics, readiness());
            while (!isStopping()) {
                failures = takeBatch() ? 0 : failures + 1;
                if (failures > 0) {
                    awaitBackoff(failures);
                }
            }
        } catch (WakeupException stopped) {
            LOG.debug("intake woken to stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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

    /** Has the loop end after the first batch that holds anything; to be called before it runs. */
    public void endAfterFirstBatch() {
        endsAfterFirstBatch = true;
    }

    private ConsumerRebalanceListener readiness() {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                assigned.set(true);
                onReady.run();
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                // Offsets are committed after every batch, so there is nothing to save.
                assigned.set(false);
            }
        };
    }

    /** Takes one batch; false if the surroundings failed and it must be taken again. */
    private boolean takeBatch() {
        ConsumerRecords<byte[], byte[]> batch = ConsumerRecords.empty();
        try {
            batch = consumer.poll(settings.pollTimeout());
            if (!batch.isEmpty()) {
                submit(batch);
                commit();
                if (endsAfterFirstBatch) {
                    stopping.countDown();
                }
            } else if (!batch.nextOffsets().isEmpty()) {
                // Only markers of transactions; who waits for the end of the topic must see them passed.
                commit();
            }
            return true;
        } catch (WakeupException | FencedInstanceIdException | UnreleasedInstanceIdException end) {
            // The member's place in the group is another's, which no further try of this consumer could change.
            throw end;
        } catch (TransientFaultException | KafkaException fault) {
            LOG.warn("intake of {} records must be tried again: {}", batch.count(), fault.getMessage());
            LOG.debug("the fault", fault);
            meters.transientFault(FaultSource.INTAKE);
            rewind(batch);
            return false;
        }
    }

    /** What is in the ledger is not to be read again because the wake-up that ends the loop found it committing. */
    private void commit() {
        try {
            consumer.commitSync();
        } catch (WakeupException stop) {
            consumer.commitSync();
        }
    }

    private void submit(ConsumerRecords<byte[], byte[]> batch) {
        List<IntakeEntry> entries = new ArrayList<>(batch.count());
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            decode(record).ifPresentOrElse(entries::add, meters::announcementIgnored);
        }
        List<SubmissionOutcome> outcomes = ledger.submit(entries);
        for (int i = 0; i < outcomes.size(); i++) {
            report(entries.get(i), outcomes.get(i));
        }
    }

    private Optional<IntakeEntry> decode(ConsumerRecord<byte[], byte[]> record) {
        try (Tracing.Active span = IntakeTrace.begin(meters.tracing(), record)) {
            Optional<IntakeEntry> entry = decoder.decode(record);
            entry.map(IntakeTrace::fields)
                    .ifPresent(fields -> fields.forEach((name, value) -> span.with("mf." + name, value)));
            return entry;
        }
    }

    @SuppressWarnings("try") // the fields are closed, which is all
    private void report(IntakeEntry entry, SubmissionOutcome outcome) {
        try (LogFields fields = LogFields.of(IntakeTrace.fields(entry))) {
            count(entry, outcome);
        }
    }

    private void count(IntakeEntry entry, SubmissionOutcome outcome) {
        meters.requestTaken(outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        if (outcome instanceof SubmissionOutcome.Refused refused) {
            meters.requestRefused(refused.code());
            String why = entry instanceof IntakeEntry.Refusal refusal ? refusal.message() : "";
            LOG.info("refused {}: {} {}", entry.describe(), refused.code(), why);
        } else if (entry instanceof IntakeEntry.DeadLetter letter) {
            meters.deadLetter();
            LOG.warn("sent to {}: {}", settings.deadLetterTopic(), letter.headers());
        } else {
            if (outcome instanceof SubmissionOutcome.New) {
                meters.trainRequested();
            }
            LOG.info("{}: {}", entry.describe(), outcome);
        }
    }

    private void rewind(ConsumerRecords<byte[], byte[]> batch) {
        for (TopicPartition partition : batch.partitions()) {
            // A partition that was taken away meanwhile is somebody else's to read again.
            if (consumer.assignment().contains(partition)) {
                consumer.seek(partition, batch.records(partition).get(0).offset());
            }
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** Stays far below {@code max.poll.interval.ms}, so that an outage does not cost the group membership. */
    private void awaitBackoff(int failures) throws InterruptedException {
        if (stopping.await(BACKOFF.apply(failures), TimeUnit.MILLISECONDS)) {
            LOG.debug("stopped during a backoff");
        }
    }
}
