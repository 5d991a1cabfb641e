package io.modelfactory.worker.outbox;

import io.modelfactory.worker.failure.TransientFaultException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one topic on their way in one transaction. A message that no broker would accept is left out, and the
 * others are sent again in a transaction of their own.
 */
final class TopicTransaction {
    private static final long STOP_CHECK_INTERVAL_MS = 100;

    private final Producer<byte[], byte[]> producer;
    private final List<ProducerRecord<byte[], byte[]>> messages;
    private final BooleanSupplier stopping;
    private final long start = System.nanoTime();
    private final Duration timeout;
    private final Set<Integer> positions;
    private final Map<Integer, Future<RecordMetadata>> inFlight = new LinkedHashMap<>();
    private final Map<Integer, String> refused = new HashMap<>();
    private Optional<Exception> failure = Optional.empty();

    /** Begins the transaction and hands over all messages. */
    TopicTransaction(
            Producer<byte[], byte[]> producer,
            List<ProducerRecord<byte[], byte[]>> messages,
            Duration timeout,
            BooleanSupplier stopping) {
        this.producer = producer;
        this.messages = messages;
        this.timeout = timeout;
        this.stopping = stopping;
        this.positions = IntStream.range(0, messages.size()).boxed().collect(Collectors.toCollection(TreeSet::new));
        handOver();
    }

    private void handOver() {
        try {
            producer.beginTransaction();
            for (int position : positions) {
                inFlight.put(position, producer.send(messages.get(position)));
            }
        } catch (KafkaException fault) {
            failure = Optional.of(fault);
        }
    }

    /** Returns once the messages are committed, or have failed. */
    SendResult await() {
        while (true) {
            Set<Integer> refusedNow = awaitAcknowledgements();
            if (refusedNow.isEmpty()) {
                failure.ifPresentOrElse(fault -> {}, this::commit);
                return result();
            }
            positions.removeAll(refusedNow);
            failure = Optional.empty();
            abort();
            if (failure.isPresent() || positions.isEmpty()) {
                return result();
            }
            handOver();
        }
    }

    private SendResult result() {
        return new SendResult(failure.isPresent() ? Set.of() : positions, refused, failure);
    }

    /** Returns those that no broker would accept; others fail along with them. */
    private Set<Integer> awaitAcknowledgements() {
        Set<Integer> refusedNow = new TreeSet<>();
        inFlight.forEach((position, sent) -> {
            Optional<Throwable> fault = awaitAcknowledgement(sent);
            if (fault.filter(TopicTransaction::isPermanent).isPresent()) {
                refusedNow.add(position);
                refused.put(position, String.valueOf(fault.get()));
            } else if (failure.isEmpty()) {
                failure = fault.map(TopicTransaction::exception);
            }
        });
        inFlight.clear();
        return refusedNow;
    }

    /** An outage may last longer than a worker that is asked to stop may wait, or than the ledger's transaction. */
    private Optional<Throwable> awaitAcknowledgement(Future<RecordMetadata> sent) {
        while (true) {
            try {
                sent.get(STOP_CHECK_INTERVAL_MS, TimeUnit.MILLISECONDS);
                return Optional.empty();
            } catch (ExecutionException failed) {
                return Optional.ofNullable(failed.getCause());
            } catch (java.util.concurrent.TimeoutException pending) {
                if (stopping.getAsBoolean() || System.nanoTime() - start > timeout.toNanos()) {
                    return Optional.of(new TimeoutException("not acknowledged after " + timeout));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TransientFaultException("interrupted while a message was sent", e);
            }
        }
    }

    private void commit() {
        try {
            producer.commitTransaction();
        } catch (KafkaException fault) {
            failure = Optional.of(fault);
        }
    }

    private void abort() {
        try {
            producer.abortTransaction();
        } catch (KafkaException fault) {
            failure = Optional.of(fault);
        }
    }

    /** Refusals of the message itself, which no later attempt could change. */
    private static boolean isPermanent(@Nullable Throwable refusal) {
        return refusal instanceof RecordTooLargeException
                || refusal instanceof InvalidRecordException
                || refusal instanceof InvalidTopicException;
    }

    private static Exception exception(Throwable fault) {
        return fault instanceof Exception exception ? exception : new KafkaException(fault);
    }
}
