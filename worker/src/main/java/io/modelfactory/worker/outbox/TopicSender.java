package io.modelfactory.worker.outbox;

import io.modelfactory.worker.failure.TransientFaultException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the messages of one topic, in transactions of a producer with a fixed id. All messages of a transaction are in
 * flight at once: the idempotent producer keeps their order, and where one fails, none of the transaction is committed.
 *
 * <p>A relay whose process was stopped may go on after another has taken its place. Before the first transaction, and
 * after each failure, the producer initialises its transactions, which fences all earlier producers of that id, and
 * asks for the ledger's lock <em>after</em> that: a relay that sends has held the lock later than it was fenced itself,
 * so what a former holder still sends is refused by the broker. Used by one thread.
 */
final class TopicSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicSender.class);

    static final int MAX_MESSAGES = 2_000;

    /** For a broker that knows the topic; one that does not is asked on in the background. */
    static final Duration METADATA_WAIT = Duration.ofMillis(250);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final String topic;
    private final Producer<byte[], byte[]> producer;
    private final Duration metadataWait;
    private final Duration acknowledgementTimeout;
    private final BooleanSupplier stopping;
    private Optional<CompletableFuture<?>> metadata = Optional.empty();
    private boolean ready;
    private int maxMessages = MAX_MESSAGES;

    /**
     * @param producer transactional; closed with this sender
     * @param metadataWait for what the broker knows of the topic; {@link #METADATA_WAIT} but in tests
     * @param acknowledgementTimeout after which a transaction is given up, and the next one is half as long
     */
    TopicSender(
            String topic,
            Producer<byte[], byte[]> producer,
            Duration metadataWait,
            Duration acknowledgementTimeout,
            BooleanSupplier stopping) {
        this.topic = topic;
        this.producer = producer;
        this.metadataWait = metadataWait;
        this.acknowledgementTimeout = acknowledgementTimeout;
        this.stopping = stopping;
    }

    /**
     * Begins a transaction with the first of the messages.
     *
     * @param requireLock throws if the ledger's lock is lost; then nothing is sent
     * @return waits until they are committed, or have failed
     */
    Supplier<SendResult> send(List<ProducerRecord<byte[], byte[]>> messages, Runnable requireLock) {
        try {
            if (!ready) {
                requireLock.run();
                requireMetadata();
                producer.initTransactions();
                requireLock.run();
            }
            // Until its end is known. What goes wrong before leaves the producer to be initialised again.
            ready = false;
            int count = Math.min(maxMessages, messages.size());
            TopicTransaction transaction =
                    new TopicTransaction(producer, messages.subList(0, count), acknowledgementTimeout, stopping);
            return () -> finished(transaction.await(), count);
        } catch (KafkaException fault) {
            ready = false;
            SendResult failed = SendResult.failed(fault);
            return () -> failed;
        }
    }

    private SendResult finished(SendResult result, int sent) {
        ready = result.failure().isEmpty();
        if (ready) {
            maxMessages = Math.min(MAX_MESSAGES, maxMessages * 2);
        } else if (result.isTimeout()) {
            maxMessages = Math.max(1, sent / 2);
            LOG.info("transactions on {} are too slow; the next one has at most {} messages", topic, maxMessages);
        }
        if (!ready) {
            metadata = Optional.empty();
        }
        return result;
    }

    /** A producer waits seconds for the metadata of a topic that does not exist; other topics do not wait with it. */
    private void requireMetadata() {
        CompletableFuture<?> asked = metadata.orElseGet(
                () -> CompletableFuture.supplyAsync(() -> producer.partitionsFor(topic), TopicSender::startDaemon));
        metadata = Optional.of(asked);
        try {
            asked.get(metadataWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException pending) {
            throw new KafkaException("the broker has not answered yet whether there is a topic " + topic, pending);
        } catch (ExecutionException failure) {
            metadata = Optional.empty();
            throw new KafkaException("no metadata of topic " + topic + ": " + failure.getMessage(), failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFaultException("interrupted while asking for topic " + topic, e);
        }
    }

    private static void startDaemon(Runnable task) {
        Thread thread = new Thread(task, "relay-metadata");
        thread.setDaemon(true);
        thread.start();
    }

    /** What is in flight was not marked, so nothing is lost by not waiting for it. */
    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
