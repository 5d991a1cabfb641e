package io.modelfactory.worker.outbox;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.outbox.OutboxKey;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.ledger.outbox.OutboxRow;
import io.modelfactory.worker.outbox.OutboxPayloadEncoder.UnknownSchemaException;
import io.modelfactory.worker.outbox.OutboxPayloadEncoder.UnreadableRowException;
import io.modelfactory.worker.telemetry.Tracing;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends pages of outbox rows, each topic's in a transaction of its own, so that one that fails delays no other. */
final class PageSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PageSender.class);

    private final OutboxReader outbox;
    private final Function<String, TopicSender> senderFactory;
    private final OutboxPayloadEncoder payloads;
    private final Consumer<String> onAcknowledged;
    private final WorkerMeters meters;
    private final Map<String, TopicSender> senders = new HashMap<>();

    /** Rows of one topic, and the messages made of them. */
    private record TopicMessages(List<OutboxRow> rows, List<ProducerRecord<byte[], byte[]>> messages) {
        TopicMessages() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /** @param onAcknowledged given each topic that has accepted messages */
    PageSender(
            OutboxReader outbox,
            Function<String, TopicSender> senderFactory,
            OutboxPayloadEncoder payloads,
            Consumer<String> onAcknowledged,
            WorkerMeters meters) {
        this.outbox = outbox;
        this.senderFactory = senderFactory;
        this.payloads = payloads;
        this.onAcknowledged = onAcknowledged;
        this.meters = meters;
    }

    /** The rows that its result returns are acknowledged; the others wait, or are set aside. */
    Supplier<List<OutboxRow>> send(List<OutboxRow> page, Runnable requireLock, RoundFaults faults) {
        Map<String, TopicMessages> byTopic = new LinkedHashMap<>();
        List<Runnable> unreadable = new ArrayList<>();
        for (OutboxRow row : page) {
            toProducerRecord(row, faults, unreadable).ifPresent(message -> {
                TopicMessages topic = byTopic.computeIfAbsent(row.topic(), any -> new TopicMessages());
                topic.rows().add(row);
                topic.messages().add(message);
            });
        }
        List<Supplier<List<OutboxRow>>> inFlight = new ArrayList<>();
        byTopic.forEach((topic, messages) -> inFlight.add(send(topic, messages, requireLock, faults)));
        return () -> {
            unreadable.forEach(Runnable::run);
            return inFlight.stream().flatMap(topic -> topic.get().stream()).toList();
        };
    }

    private Supplier<List<OutboxRow>> send(
            String topic, TopicMessages messages, Runnable requireLock, RoundFaults faults) {
        Instant start = Instant.now();
        Supplier<SendResult> transaction;
        try {
            transaction = senders.computeIfAbsent(topic, senderFactory).send(messages.messages(), requireLock);
        } catch (KafkaException noProducer) {
            faults.topicFailed(topic, noProducer);
            return List::of;
        }
        return () -> {
            SendResult result = transaction.get();
            if (result.isFenced()) {
                faults.topicIsFenced(topic);
            } else {
                result.failure().ifPresent(why -> faults.topicFailed(topic, why));
            }
            return acknowledged(topic, messages.rows(), result, faults, start);
        };
    }

    private List<OutboxRow> acknowledged(
            String topic, List<OutboxRow> sent, SendResult result, RoundFaults faults, Instant start) {
        result.refused().forEach((position, why) -> setAside(sent.get(position), why));
        List<OutboxRow> acknowledged =
                result.acknowledged().stream().map(sent::get).toList();
        acknowledged.forEach(row -> trace(row, start));
        if (!acknowledged.isEmpty()) {
            onAcknowledged.accept(topic);
        }
        if (acknowledged.size() + result.refused().size() < sent.size()) {
            faults.topicIsIncomplete(topic);
        }
        return acknowledged;
    }

    private void trace(OutboxRow sent, Instant start) {
        Optional<String> traceparent = Optional.ofNullable(sent.headers().get("traceparent"));
        meters.tracing().recordSpan("mf.relay " + sent.topic(), Tracing.SpanRole.PRODUCER, traceparent, start);
    }

    /** @param unreadable gets what is to be done with a row that can never be sent */
    private Optional<ProducerRecord<byte[], byte[]>> toProducerRecord(
            OutboxRow row, RoundFaults faults, List<Runnable> unreadable) {
        if (faults.skips(row)) {
            return Optional.empty();
        }
        Headers headers = new RecordHeaders();
        row.headers().forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        try {
            byte[] value = payloads.encode(row, headers);
            return Optional.of(new ProducerRecord<>(row.topic(), null, row.key().orElse(null), value, headers));
        } catch (UnreadableRowException never) {
            unreadable.add(() -> setAside(row, String.valueOf(never.getMessage())));
        } catch (UnknownSchemaException unknown) {
            faults.keyFailed(OutboxKey.of(row), unknown);
        } catch (KafkaException | TransientFaultException fault) {
            faults.topicFailed(row.topic(), fault);
        }
        return Optional.empty();
    }

    private void setAside(OutboxRow row, String reason) {
        LOG.error("outbox row {} for {} can never be sent and is set aside: {}", row.id(), row.topic(), reason);
        outbox.setAside(row.id(), reason);
        meters.messageSetAside();
    }

    @Override
    public void close() {
        senders.values().forEach(TopicSender::close);
    }
}
