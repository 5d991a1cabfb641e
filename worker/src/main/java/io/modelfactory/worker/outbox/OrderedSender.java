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
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Sends messages and waits until all have arrived. A message is handed to the producer only once its predecessor of the
 * same key is acknowledged: an idempotent producer keeps the order while it retries, but once it has given a message up
 * it goes on with the next, which would then overtake the one that is sent again.
 */
final class OrderedSender {
    private static final long STOP_CHECK_INTERVAL_MS = 100;

    private final Producer<byte[], byte[]> producer;
    private final BooleanSupplier stopping;

    /** Messages of one lane are in order among themselves. */
    private record OrderingKey(String topic, ByteBuffer key) {}

    OrderedSender(Producer<byte[], byte[]> producer, BooleanSupplier stopping) {
        this.producer = producer;
        this.stopping = stopping;
    }

    /**
     * Hands over the first message of each key. The others go out as the answer is waited for.
     *
     * @throws TransientFaultException if the producer takes none
     */
    PendingSend send(List<ProducerRecord<byte[], byte[]>> messages) {
        return new PendingSend(messages);
    }

    /** Messages on their way. */
    final class PendingSend {
        private final List<ProducerRecord<byte[], byte[]>> messages;
        private final Map<Integer, Future<RecordMetadata>> inFlight = new LinkedHashMap<>();
        private List<Integer> waiting;

        private PendingSend(List<ProducerRecord<byte[], byte[]>> messages) {
            this.messages = messages;
            this.waiting = IntStream.range(0, messages.size()).boxed().toList();
            sendFirstOfEachKey();
        }

        private void sendFirstOfEachKey() {
            Set<OrderingKey> taken = new HashSet<>();
            List<Integer> later = new ArrayList<>();
            for (int position : waiting) {
                ProducerRecord<byte[], byte[]> message = messages.get(position);
                if (message.key() == null
                        || taken.add(new OrderingKey(message.topic(), ByteBuffer.wrap(message.key())))) {
                    inFlight.put(position, OrderedSender.this.send(message));
                } else {
                    later.add(position);
                }
            }
            waiting = later;
        }

        /**
         * Returns once all messages are acknowledged.
         *
         * @return why no broker would take a message, by its position
         * @throws TransientFaultException if one did not arrive; then others may have
         */
        Map<Integer, String> awaitRejections() {
            Map<Integer, String> refused = new HashMap<>();
            while (!inFlight.isEmpty()) {
                inFlight.forEach((position, sent) -> awaitAcknowledgement(position, sent, refused));
                inFlight.clear();
                sendFirstOfEachKey();
            }
            return refused;
        }
    }

    private Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> message) {
        try {
            return producer.send(message);
        } catch (KafkaException fault) {
            throw notAcknowledged(fault);
        }
    }

    /** An outage may last longer than a worker that is asked to stop may wait. */
    private void awaitAcknowledgement(int position, Future<RecordMetadata> sent, Map<Integer, String> refused) {
        while (true) {
            try {
                sent.get(STOP_CHECK_INTERVAL_MS, TimeUnit.MILLISECONDS);
                return;
            } catch (ExecutionException failure) {
                if (!(failure.getCause() instanceof RecordTooLargeException)) {
                    throw notAcknowledged(failure);
                }
                refused.put(position, String.valueOf(failure.getMessage()));
                return;
            } catch (TimeoutException pending) {
                if (stopping.getAsBoolean()) {
                    throw notAcknowledged(pending);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw notAcknowledged(e);
            }
        }
    }

    private static TransientFaultException notAcknowledged(Exception why) {
        return new TransientFaultException("Kafka did not acknowledge a message: " + why.getMessage(), why);
    }
}
