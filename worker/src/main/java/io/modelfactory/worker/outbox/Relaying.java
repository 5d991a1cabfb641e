package io.modelfactory.worker.outbox;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.OutboxRow;
import io.modelfactory.worker.ledger.OutboxRows;
import io.modelfactory.worker.outbox.RecordDecoders.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker's turn at the outbox. */
final class Relaying implements SteadyLoop.Work {
    private static final Logger LOG = LoggerFactory.getLogger(Relaying.class);

    private static final int BATCH = 500;

    private final OutboxRows.Session session;
    private final AcknowledgedSender sender;
    private final Serializer<Object> serializer;

    /** Topics whose records could not be serialized during the step at hand, and why. */
    private final Map<String, RuntimeException> held = new HashMap<>();

    Relaying(OutboxRows.Session session, AcknowledgedSender sender, Serializer<Object> serializer) {
        this.session = session;
        this.sender = sender;
        this.serializer = serializer;
    }

    /** Sends the oldest batch. Where topics are held back, sends what waits for the others before it says so. */
    @Override
    public int step() throws InterruptedException {
        held.clear();
        int taken = sendBatch();
        while (!held.isEmpty()) {
            if (sendBatch() == 0) {
                throw new TransientFaultException(
                        "held back " + held, held.values().iterator().next());
            }
        }
        return taken;
    }

    private int sendBatch() throws InterruptedException {
        List<OutboxRow> batch = session.next(BATCH, held.keySet());
        List<AcknowledgedSender.Message> messages = new ArrayList<>();
        for (OutboxRow row : batch) {
            message(row).ifPresent(messages::add);
        }
        Map<Long, RecordTooLargeException> tooLarge = sender.send(messages);
        List<Long> sent = messages.stream()
                .map(AcknowledgedSender.Message::id)
                .filter(id -> !tooLarge.containsKey(id))
                .toList();
        if (!sent.isEmpty()) {
            session.relayed(sent);
        }
        tooLarge.forEach((id, why) -> setAside(id, String.valueOf(why.getMessage())));
        return batch.size();
    }

    /** Empty if the row cannot go out in this batch. */
    private Optional<AcknowledgedSender.Message> message(OutboxRow row) {
        if (held.containsKey(row.topic())) {
            return Optional.empty();
        }
        Headers headers = new RecordHeaders();
        row.headers().forEach((name, text) -> headers.add(name, text.getBytes(StandardCharsets.UTF_8)));
        try {
            byte[] value = value(row, headers);
            return Optional.of(new AcknowledgedSender.Message(
                    row.id(), new ProducerRecord<>(row.topic(), null, row.key().orElse(null), value, headers)));
        } catch (UnreadableRecordException unreadable) {
            setAside(row.id(), String.valueOf(unreadable.getMessage()));
        } catch (KafkaException | TransientFaultException fault) {
            held.put(row.topic(), fault);
        }
        return Optional.empty();
    }

    private byte[] value(OutboxRow row, Headers headers) throws UnreadableRecordException {
        if (row.recordType().isEmpty()) {
            return row.payload();
        }
        Object message = RecordDecoders.decode(row.recordType().get(), row.payload());
        return serializer.serialize(row.topic(), headers, message);
    }

    private void setAside(long id, String why) {
        LOG.error("message {} of the outbox cannot go out and is set aside: {}", id, why);
        session.setAside(id, why);
    }

    @Override
    public void close() {
        session.close();
    }
}
