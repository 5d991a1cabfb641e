package io.modelfactory.worker.outbox;

import io.modelfactory.worker.background.BackgroundLoop;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.outbox.Delivery;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.ledger.outbox.OutboxRow;
import io.modelfactory.worker.outbox.OutboxPayloadEncoder.UnreadableRowException;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.Tracing;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends committed outbox rows to Kafka, in the order of their ids within each key, a batch at a time, and marks those
 * that are acknowledged, even if others of the batch fail. What was not marked is sent again: consumers drop repeats by
 * {@code ce_id}.
 *
 * <p>A row that can never be sent, because it cannot be decoded or no broker accepts it, is set aside with its reason:
 * everything behind it would wait for ever. A topic whose records the serializer refuses, or that the broker does not
 * accept for now, is held back as a whole with a backoff of its own while the others go on: the cause can be fixed, and
 * until then nothing may be skipped.
 *
 * <p>Best-effort messages have a relay of their own, with its own producer and thread: a topic that is missing, or
 * closed to this worker, keeps a producer waiting, and the lifecycle events must not wait with it.
 */
public final class OutboxRelay implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private static final int PAGE_ROWS = 1_000;
    /** Pages of one transaction. */
    private static final int MAX_PAGES = 8;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final OutboxReader outbox;
    private final Producer<byte[], byte[]> producer;
    private final OutboxPayloadEncoder payloads;
    private final OrderedSender sender;
    private final BackgroundLoop loop;
    private final WorkerMeters meters;
    private final FaultSource source;
    private final HeldTopics heldTopics = new HeldTopics(System::nanoTime);

    /**
     * @param producer idempotent; closed when the relay ends
     * @param serializer writes the wire format of decoded records
     */
    public OutboxRelay(
            OutboxReader outbox,
            Producer<byte[], byte[]> producer,
            Serializer<Object> serializer,
            WorkerMeters meters) {
        this.outbox = outbox;
        this.producer = producer;
        this.meters = meters;
        this.payloads = new OutboxPayloadEncoder(serializer);
        boolean atLeastOnce = outbox.delivery() == Delivery.AT_LEAST_ONCE;
        this.source = atLeastOnce ? FaultSource.RELAY : FaultSource.FACTS;
        this.loop = BackgroundLoop.polling(source, atLeastOnce ? this::relayBatch : this::relayBestEffortBatch, meters);
        this.sender = new OrderedSender(producer, loop::isStopping);
    }

    /** Runs until {@link #stop}. */
    @Override
    public void run() {
        try {
            loop.run();
        } finally {
            // What is still under way was not marked, so nothing is lost by not waiting for it.
            producer.close(CLOSE_TIMEOUT);
        }
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
        Set<String> skipped = new HashSet<>(heldTopics.held());
        Map<String, RuntimeException> failed = new HashMap<>();
        int relayed = 0;
        boolean worthAnotherLook;
        do {
            int failedBefore = failed.size();
            int marked = outbox.relayNext(PAGE_ROWS, MAX_PAGES, List.copyOf(skipped), page -> send(page, failed));
            relayed += marked;
            meters.messagesRelayed(marked);
            skipped.addAll(failed.keySet());
            worthAnotherLook = !failed.isEmpty() && !loop.isStopping() && (marked > 0 || failed.size() > failedBefore);
        } while (worthAnotherLook);
        failed.forEach(this::hold);
        return relayed;
    }

    private void hold(String topic, RuntimeException why) {
        Duration backoff = heldTopics.hold(topic);
        meters.transientFault(source);
        meters.messagesHeldBack();
        LOG.warn(
                "{} holds topic {} back and tries it again in {} ms: {}",
                source.label(),
                topic,
                backoff.toMillis(),
                why.getMessage());
        LOG.debug("the fault of topic {}", topic, why);
    }

    /** The rows that its result returns are acknowledged; the others wait, or are set aside. */
    private Supplier<List<OutboxRow>> send(List<OutboxRow> page, Map<String, RuntimeException> failed) {
        List<OutboxRow> sendable = new ArrayList<>(page.size());
        List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>(page.size());
        for (OutboxRow row : page) {
            toProducerRecord(row, failed).ifPresent(message -> {
                sendable.add(row);
                messages.add(message);
            });
        }
        Instant start = Instant.now();
        OrderedSender.PendingSend inFlight = sender.send(messages);
        return () -> {
            OrderedSender.SendResult result = inFlight.await();
            result.failedTopics().forEach(failed::putIfAbsent);
            return acknowledged(sendable, result, start);
        };
    }

    private List<OutboxRow> acknowledged(List<OutboxRow> sent, OrderedSender.SendResult result, Instant start) {
        List<OutboxRow> acknowledged = new ArrayList<>(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            String refusal = result.refused().get(i);
            if (refusal != null) {
                setAside(sent.get(i), refusal);
            } else if (result.acknowledged().contains(i)) {
                acknowledged.add(sent.get(i));
                heldTopics.release(sent.get(i).topic());
                trace(sent.get(i), start);
            }
        }
        return acknowledged;
    }

    private void trace(OutboxRow sent, Instant start) {
        Optional<String> traceparent = Optional.ofNullable(sent.headers().get("traceparent"));
        meters.tracing().recordSpan("mf.relay " + sent.topic(), Tracing.SpanRole.PRODUCER, traceparent, start);
    }

    private Optional<ProducerRecord<byte[], byte[]>> toProducerRecord(
            OutboxRow row, Map<String, RuntimeException> failed) {
        if (failed.containsKey(row.topic())) {
            return Optional.empty();
        }
        Headers headers = new RecordHeaders();
        row.headers().forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        try {
            byte[] value = payloads.encode(row, headers);
            return Optional.of(new ProducerRecord<>(row.topic(), null, row.key().orElse(null), value, headers));
        } catch (UnreadableRowException unreadable) {
            setAside(row, String.valueOf(unreadable.getMessage()));
        } catch (KafkaException | TransientFaultException fault) {
            failed.put(row.topic(), fault);
        }
        return Optional.empty();
    }

    private void setAside(OutboxRow row, String reason) {
        LOG.error("outbox row {} for {} can never be sent and is set aside: {}", row.id(), row.topic(), reason);
        outbox.setAside(row.id(), reason);
        meters.messageSetAside();
    }
}
