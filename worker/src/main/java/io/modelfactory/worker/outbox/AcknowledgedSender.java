package io.modelfactory.worker.outbox;

import io.modelfactory.worker.failure.TransientFaultException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Sends messages and waits until all of them have arrived. A message is handed to the producer only once its predecessor of
 * the same key was acknowledged: an idempotent producer keeps order while it retries, but once it gives a batch up, it goes on
 * with the next, and a message would overtake the one that is sent again.
 */
final class AcknowledgedSender {

    /** A record and the row it came from. */
    record Message(long id, ProducerRecord<byte[], byte[]> record) {}

    /** Messages of one key on one topic are in order among themselves. */
    private record Lane(String topic, ByteBuffer key) {}

    private static final long STOP_CHECK_MS = 100;

    private final Producer<byte[], byte[]> producer;
    private final BooleanSupplier stopping;

    AcknowledgedSender(Producer<byte[], byte[]> producer, BooleanSupplier stopping) {
        this.producer = producer;
        this.stopping = stopping;
    }

    /**
     * Returns once all messages are acknowledged.
     *
     * @return those that no broker would take, by row
     * @throws TransientFaultException if one did not arrive; then others may have
     */
    Map<Long, RecordTooLargeException> send(List<Message> messages) throws InterruptedException {
        Map<Long, RecordTooLargeException> tooLarge = new HashMap<>();
        List<Message> waiting = messages;
        while (!waiting.isEmpty()) {
            List<Message> later = new ArrayList<>();
            Map<Long, Future<RecordMetadata>> underWay = sendFirstOfEachLane(waiting, later);
            for (Map.Entry<Long, Future<RecordMetadata>> sent : underWay.entrySet()) {
                awaitArrival(sent.getKey(), sent.getValue(), tooLarge);
            }
            waiting = later;
        }
        return tooLarge;
    }

    private Map<Long, Future<RecordMetadata>> sendFirstOfEachLane(List<Message> waiting, List<Message> later) {
        Map<Long, Future<RecordMetadata>> underWay = new LinkedHashMap<>();
        Set<Lane> taken = new HashSet<>();
        for (Message message : waiting) {
            byte[] key = message.record().key();
            if (key == null || taken.add(new Lane(message.record().topic(), ByteBuffer.wrap(key)))) {
                underWay.put(message.id(), send(message.record()));
            } else {
                later.add(message);
            }
        }
        return underWay;
    }

    private Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record);
        } catch (KafkaException | IllegalStateException fault) {
            throw notArrived(fault);
        }
    }

    private void awaitArrival(long id, Future<RecordMetadata> sent, Map<Long, RecordTooLargeException> tooLarge)
            throws InterruptedException {
        while (true) {
            try {
                sent.get(STOP_CHECK_MS, TimeUnit.MILLISECONDS);
                return;
            } catch (ExecutionException failure) {
                if (failure.getCause() instanceof RecordTooLargeException refusal) {
                    tooLarge.put(id, refusal);
                    return;
                }
                throw notArrived(failure.getCause());
            } catch (TimeoutException pending) {
                if (stopping.getAsBoolean()) {
                    throw notArrived(pending);
                }
            }
        }
    }

    private static TransientFaultException notArrived(Throwable why) {
        return new TransientFaultException("a message did not reach Kafka: " + why, why);
    }
}
