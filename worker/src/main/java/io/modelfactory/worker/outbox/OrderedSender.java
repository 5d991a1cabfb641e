package io.modelfactory.worker.outbox;

import io.modelfactory.worker.failure.TransientFaultException;
import java.nio.ByteBuffer;
import java.time.Duration;
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
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages and waits for their acknowledgements. A message is handed to the producer only once its predecessor of
 * the same key is acknowledged: an idempotent producer keeps the order while it retries, but once it has given a
 * message up it goes on with the next, which would then overtake the one that is sent again. When a message of a topic
 * fails, no further message of that topic is handed over; other topics go on.
 */
final class OrderedSender {
    private static final long STOP_CHECK_INTERVAL_MS = 100;
    /**
     * One page may hold many messages of one key; the transaction that reads it must end well within its idle timeout.
     */
    private static final Duration HAND_OVER_TIME = Duration.ofSeconds(3);

    private final Producer<byte[], byte[]> producer;
    private final BooleanSupplier stopping;

    /** Messages of one ordering key are acknowledged in their order. */
    private record OrderingKey(String topic, ByteBuffer key) {}

    /**
     * What became of the messages. Positions in neither set were not handed over, or failed with their topic.
     *
     * @param acknowledged positions of messages that the broker has
     * @param refused why no broker would accept a message, by its position
     * @param failedTopics the first fault of each topic that did not accept a message for now
     */
    record SendResult(
            Set<Integer> acknowledged, Map<Integer, String> refused, Map<String, RuntimeException> failedTopics) {}

    OrderedSender(Producer<byte[], byte[]> producer, BooleanSupplier stopping) {
        this.producer = producer;
        this.stopping = stopping;
    }

    /** Hands over the first message of each key. The others follow while {@link PendingSend#await} waits. */
    PendingSend send(List<ProducerRecord<byte[], byte[]>> messages) {
        return new PendingSend(messages);
    }

    /** Messages in flight. */
    final class PendingSend {
        private final List<ProducerRecord<byte[], byte[]>> messages;
        private final Map<Integer, Future<RecordMetadata>> inFlight = new LinkedHashMap<>();
        private final SendResult result = new SendResult(new HashSet<>(), new HashMap<>(), new HashMap<>());
        private final long start = System.nanoTime();
        private List<Integer> waiting;

        private PendingSend(List<ProducerRecord<byte[], byte[]>> messages) {
            this.messages = messages;
            this.waiting = IntStream.range(0, messages.size()).boxed().toList();
            sendFirstOfEachKey();
        }

        private void sendFirstOfEachKey() {
            Set<OrderingKey> handedOver = new HashSet<>();
            List<Integer> later = new ArrayList<>();
            for (int position : waiting) {
                ProducerRecord<byte[], byte[]> message = messages.get(position);
                if (result.failedTopics().containsKey(message.topic())) {
                    continue;
                }
                if (message.key() == null
                        || handedOver.add(new OrderingKey(message.topic(), ByteBuffer.wrap(message.key())))) {
                    handOver(position, message);
                } else {
                    later.add(position);
                }
            }
            waiting = later;
        }

        private void handOver(int position, ProducerRecord<byte[], byte[]> message) {
            try {
                Future<RecordMetadata> sent = producer.send(message);
                if (sent.isDone()) {
                    awaitAcknowledgement(position, sent);
                } else {
                    inFlight.put(position, sent);
                }
            } catch (KafkaException fault) {
                fail(position, fault);
            }
        }

        /** Returns once no message is in flight and all are handed over, or the time for handing over has passed. */
        SendResult await() {
            while (!inFlight.isEmpty() || !waiting.isEmpty()) {
                inFlight.forEach(this::awaitAcknowledgement);
                inFlight.clear();
                if (System.nanoTime() - start > HAND_OVER_TIME.toNanos()) {
                    break;
                }
                sendFirstOfEachKey();
            }
            return result;
        }

        /** An outage may last longer than a worker that is asked to stop may wait. */
        private void awaitAcknowledgement(int position, Future<RecordMetadata> sent) {
            while (true) {
                try {
                    sent.get(STOP_CHECK_INTERVAL_MS, TimeUnit.MILLISECONDS);
                    result.acknowledged().add(position);
                    return;
                } catch (ExecutionException failure) {
                    if (isPermanent(failure.getCause())) {
                        result.refused().put(position, String.valueOf(failure.getMessage()));
                    } else {
                        fail(position, failure);
                    }
                    return;
                } catch (TimeoutException pending) {
                    if (stopping.getAsBoolean()) {
                        fail(position, pending);
                        return;
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw notAcknowledged(e);
                }
            }
        }

        private void fail(int position, Exception why) {
            result.failedTopics().putIfAbsent(messages.get(position).topic(), notAcknowledged(why));
        }
    }

    /** Refusals of the message itself, which no later attempt could change. */
    private static boolean isPermanent(@Nullable Throwable refusal) {
        return refusal instanceof RecordTooLargeException
                || refusal instanceof InvalidRecordException
                || refusal instanceof InvalidTopicException;
    }

    private static TransientFaultException notAcknowledged(Exception why) {
        return new TransientFaultException("Kafka did not acknowledge a message: " + why.getMessage(), why);
    }
}
