package io.modelfactory.worker.outbox;

import io.modelfactory.contracts.ReleasedSchemas;
import io.modelfactory.worker.background.BackgroundLoop;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.outbox.Delivery;
import io.modelfactory.worker.ledger.outbox.OutboxKey;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.ledger.outbox.RelayRound;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends committed outbox rows to Kafka, in the order of their ids within each topic and key, a batch at a time, and
 * marks those that were committed there, even if others of the batch fail. What was not marked is sent again: consumers
 * drop repeats by {@code ce_id}.
 *
 * <p>A row that can never be sent, because it is not readable or no broker accepts it, is set aside with its reason:
 * everything behind it would wait for ever. A topic whose records the serializer refuses, or that the broker does not
 * accept for now, is held back with a backoff of its own while the others go on, and so is the key of a record that
 * only a later release can read: the cause can be fixed, and until then nothing may be skipped.
 *
 * <p>One relay at a time sends messages of one kind. One that finds another in progress waits on standby: it takes over
 * once messages wait longer than {@link #TAKE_OVER_AFTER}, and ends the database session of a relay that keeps the lock
 * for longer than a lease. Best-effort messages have a relay of their own, so that lifecycle events do not wait with
 * them.
 */
public final class OutboxRelay implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private static final int PAGE_ROWS = TopicSender.MAX_MESSAGES;
    /** Pages of one transaction. */
    private static final int MAX_PAGES = 8;

    /** How long messages wait for the relay that sent last before another takes over. */
    static final Duration TAKE_OVER_AFTER = Duration.ofSeconds(2);

    private final OutboxReader outbox;
    private final PageSender pages;
    private final BackgroundLoop loop;
    private final WorkerMeters meters;
    private final FaultSource source;
    private final Duration lease;
    private final HoldList<String> heldTopics = new HoldList<>(System::nanoTime);
    private final HoldList<OutboxKey> heldKeys = new HoldList<>(System::nanoTime);
    private boolean standby;
    private Optional<Long> lockMissedSince = Optional.empty();

    /**
     * @param producers transactional, one for each topic under an id that is the same in all workers; closed when the
     *     relay ends
     * @param serializer writes the wire format of decoded records
     * @param lease no page is sent after a third of it, and a relay that keeps the lock for longer is ended
     */
    public OutboxRelay(
            OutboxReader outbox,
            Function<String, Producer<byte[], byte[]>> producers,
            Serializer<Object> serializer,
            Duration lease,
            WorkerMeters meters) {
        this.outbox = outbox;
        this.meters = meters;
        this.lease = lease;
        boolean atLeastOnce = outbox.delivery() == Delivery.AT_LEAST_ONCE;
        this.source = atLeastOnce ? FaultSource.RELAY : FaultSource.FACTS;
        this.loop = atLeastOnce
                ? BackgroundLoop.polling(source, this::relayBatch, meters)
                : BackgroundLoop.pollingCalmly(source, this::relayBestEffortBatch, meters);
        // Shorter than the time after which the database ends an idle transaction: half of a lease, by default.
        Duration acknowledgementTimeout = lease.multipliedBy(5).dividedBy(12);
        this.pages = new PageSender(
                outbox,
                topic -> new TopicSender(
                        topic,
                        producers.apply(topic),
                        TopicSender.METADATA_WAIT,
                        acknowledgementTimeout,
                        loop::isStopping),
                new OutboxPayloadEncoder(serializer, ReleasedSchemas.store()),
                heldTopics::release,
                meters);
    }

    /** Runs until {@link #stop}. */
    @Override
    public void run() {
        try {
            loop.run();
        } finally {
            pages.close();
        }
    }

    /** Messages were committed in this process: they need not wait for the next look. */
    public void wake() {
        loop.wake();
    }

    public void stop() {
        loop.stop();
    }

    /** Best-effort messages must not end a worker either, whatever a foreign serializer or client throws. */
    private int relayBestEffortBatch() {
        try {
            return relayBatch();
        } catch (TransientFaultException fault) {
            throw fault;
        } catch (RuntimeException unforeseen) {
            throw new TransientFaultException("cannot send a message: " + unforeseen, unforeseen);
        }
    }

    private int relayBatch() {
        RoundFaults faults = new RoundFaults();
        int relayed = 0;
        boolean worthAnotherLook;
        do {
            int faultsBefore = faults.count();
            faults.beginAgain();
            OptionalInt marked =
                    outbox.relayNext(round(faults), (page, requireLock) -> pages.send(page, requireLock, faults));
            marked.ifPresentOrElse(this::lockAcquired, this::lockMissed);
            relayed += marked.orElse(0);
            worthAnotherLook =
                    faults.count() > 0 && !loop.isStopping() && (marked.orElse(0) > 0 || faults.count() > faultsBefore);
        } while (worthAnotherLook);
        if (faults.isFenced()) {
            standBy("another relay has taken over");
        }
        faults.topics().forEach((topic, why) -> held("topic " + topic, heldTopics.hold(topic), why));
        faults.keys().forEach((key, why) -> held("a key of topic " + key.topic(), heldKeys.hold(key), why));
        return relayed;
    }

    private RelayRound round(RoundFaults faults) {
        Set<String> topics = new HashSet<>(heldTopics.held());
        topics.addAll(faults.topics().keySet());
        Set<OutboxKey> keys = new HashSet<>(heldKeys.held());
        keys.addAll(faults.keys().keySet());
        return new RelayRound(
                PAGE_ROWS,
                MAX_PAGES,
                lease.dividedBy(3),
                standby ? TAKE_OVER_AFTER : Duration.ZERO,
                List.copyOf(topics),
                List.copyOf(keys));
    }

    private void lockAcquired(int marked) {
        meters.messagesRelayed(marked);
        lockMissedSince = Optional.empty();
        if (standby && marked > 0) {
            LOG.info("{} has taken over: messages had waited for {}", source.label(), TAKE_OVER_AFTER);
            standby = false;
        }
    }

    private void lockMissed() {
        standBy("another relay holds the lock");
        long now = System.nanoTime();
        long since = lockMissedSince.orElse(now);
        lockMissedSince = Optional.of(since);
        if (now - since > lease.toNanos()) {
            int ended = outbox.endStuckRelay(lease);
            LOG.warn(
                    "{} has missed the lock for {}; it ended {} database sessions that held it for longer",
                    source.label(),
                    Duration.ofNanos(now - since),
                    ended);
            lockMissedSince = Optional.empty();
        }
    }

    private void standBy(String why) {
        if (!standby) {
            LOG.info("{} waits on standby: {}", source.label(), why);
            standby = true;
        }
    }

    private void held(String what, Duration backoff, Exception why) {
        meters.transientFault(source);
        meters.messagesHeldBack();
        LOG.warn(
                "{} holds {} back and tries it again in {} ms: {}",
                source.label(),
                what,
                backoff.toMillis(),
                why.getMessage());
        LOG.debug("the fault of {}", what, why);
    }
}
