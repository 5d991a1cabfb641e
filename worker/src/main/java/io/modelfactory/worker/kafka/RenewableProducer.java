package io.modelfactory.worker.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A producer that is replaced once it is in a fatal state. Such a producer refuses every further record until its
 * process ends, although a new one could send. What the old one had not sent is aborted; its callers learn of that as
 * of any other fault, and send again.
 */
public final class RenewableProducer implements Producer<byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(RenewableProducer.class);

    /** After these no idempotent producer recovers by itself. */
    private static final List<Class<? extends Exception>> FATAL = List.of(
            ProducerFencedException.class,
            InvalidProducerEpochException.class,
            OutOfOrderSequenceException.class,
            ClusterAuthorizationException.class,
            UnsupportedVersionException.class);

    private final Supplier<Producer<byte[], byte[]>> factory;
    private Producer<byte[], byte[]> current;
    private boolean broken;

    /** @param factory makes a producer, now and for each replacement */
    public RenewableProducer(Supplier<Producer<byte[], byte[]>> factory) {
        this.factory = factory;
        this.current = factory.get();
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> message) {
        return send(message, (sent, fault) -> {});
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> message, Callback callback) {
        Producer<byte[], byte[]> producer = usable();
        try {
            return producer.send(message, (sent, fault) -> {
                if (fault != null) {
                    noteFault(producer, fault);
                }
                callback.onCompletion(sent, fault);
            });
        } catch (KafkaException refused) {
            noteFault(producer, refused);
            throw refused;
        }
    }

    private synchronized Producer<byte[], byte[]> usable() {
        if (broken) {
            LOG.warn("the producer is in a fatal state and is replaced by a new one");
            current.close(Duration.ZERO);
            current = factory.get();
            broken = false;
        }
        return current;
    }

    private synchronized void noteFault(Producer<byte[], byte[]> producer, Throwable fault) {
        if (producer == current && isFatal(fault)) {
            broken = true;
        }
    }

    /** A producer that refuses to send wraps the fault that it met earlier. */
    private static boolean isFatal(Throwable fault) {
        return FATAL.stream().anyMatch(type -> type.isInstance(fault))
                || (fault.getCause() != null && isFatal(fault.getCause()));
    }

    private synchronized Producer<byte[], byte[]> current() {
        return current;
    }

    @Override
    public void initTransactions() {
        current().initTransactions();
    }

    @Override
    public void beginTransaction() {
        current().beginTransaction();
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        current().sendOffsetsToTransaction(offsets, groupMetadata);
    }

    @Override
    public void commitTransaction() {
        current().commitTransaction();
    }

    @Override
    public void abortTransaction() {
        current().abortTransaction();
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {
        current().registerMetricForSubscription(metric);
    }

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {
        current().unregisterMetricFromSubscription(metric);
    }

    @Override
    public void flush() {
        current().flush();
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        return current().partitionsFor(topic);
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return current().metrics();
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        return current().clientInstanceId(timeout);
    }

    @Override
    public void close() {
        current().close();
    }

    @Override
    public void close(Duration timeout) {
        current().close(timeout);
    }
}
