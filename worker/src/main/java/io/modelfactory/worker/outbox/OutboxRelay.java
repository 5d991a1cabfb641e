package io.modelfactory.worker.outbox;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.OutboxRow;
import io.modelfactory.worker.ledger.OutboxRows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends committed outbox rows to Kafka in the order of their ids, a batch at a time, and marks them once all of the batch is
 * acknowledged. After a fault the batch is sent again: consumers drop repeats by {@code ce_id}.
 *
 * <p>A row that can never be sent is set aside with its reason, because everything behind it would wait for ever.
 */
public final class OutboxRelay implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private static final int BATCH_ROWS = 1_000;
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

    private final OutboxRows rows;
    private final Producer<byte[], byte[]> producer;
    private final OutboxPayload payloads;
    private final RelayLoop loop = new RelayLoop("relay", this::relayBatch);

    /**
     * @param producer idempotent; closed when the relay ends
     * @param serializer writes the wire format of decoded records
     */
    public OutboxRelay(OutboxRows rows, Producer<byte[], byte[]> producer, Serializer<Object> serializer) {
        this.rows = rows;
        this.producer = producer;
        this.payloads = new OutboxPayload(serializer);
    }

    /** Runs until {@link #stop}. */
    @Override
    public void run() {
        try (producer) {
            loop.run();
        }
    }

    /** Ends the loop; messages that Kafka does not take within a few seconds stay in the ledger for the next relay. */
    public void stop() {
        loop.stop();
        producer.close(STOP_PATIENCE);
    }

    private int relayBatch() {
        return rows.relayNext(BATCH_ROWS, this::send);
    }

    /** Returns the rows that are acknowledged; the rest can never be sent. */
    private List<OutboxRow> send(List<OutboxRow> batch) {
        List<OutboxRow> sent = new ArrayList<>(batch.size());
        List<Future<RecordMetadata>> acknowledgements = new ArrayList<>(batch.size());
        for (OutboxRow row : batch) {
            try {
                acknowledgements.add(producer.send(record(row)));
                sent.add(row);
            } catch (SerializationException | RecordTooLargeException unsendable) {
                setAside(row, unsendable);
            } catch (KafkaException fault) {
                throw new TransientFaultException("Kafka did not take a message: " + fault.getMessage(), fault);
            }
        }
        producer.flush();
        return acknowledged(sent, acknowledgements);
    }

    private List<OutboxRow> acknowledged(List<OutboxRow> sent, List<Future<RecordMetadata>> acknowledgements) {
        List<OutboxRow> acknowledged = new ArrayList<>(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            try {
                acknowledgements.get(i).get();
                acknowledged.add(sent.get(i));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RecordTooLargeException tooLarge)) {
                    throw new TransientFaultException("Kafka did not acknowledge: " + e.getCause(), e);
                }
                setAside(sent.get(i), tooLarge);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TransientFaultException("interrupted while waiting for Kafka", e);
            }
        }
        return acknowledged;
    }

    private ProducerRecord<byte[], byte[]> record(OutboxRow row) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(row.topic(), row.key().orElse(null), payloads.bytes(row));
        row.headers().forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return message;
    }

    private void setAside(OutboxRow row, RuntimeException reason) {
        LOG.error("outbox row {} for {} can never be sent and is set aside", row.id(), row.topic(), reason);
        rows.setAside(row.id(), String.valueOf(reason.getMessage()));
    }
}
