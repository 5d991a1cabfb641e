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
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transactional producer that is replaced by a new one each time its transactions are initialised again. A producer
 * in a fatal state (fenced, out of sequence) refuses every further record until its process ends, and one with a commit
 * of unknown outcome can only be closed. What the replaced one had not committed is aborted by its successor.
 */
public final class RenewableProducer implements Producer<byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(RenewableProducer.class);

    private final Supplier<Producer<byte[], byte[]>> factory;
    private Producer<byte[], byte[]> current;
    private boolean initialised;

    /** @param factory makes a producer with a fixed transactional id, now and for each replacement */
    public RenewableProducer(Supplier<Producer<byte[], byte[]>> factory) {
        this.factory = factory;
        this.current = factory.get();
    }

    /** Replaces the producer unless this is its first use, and fences all earlier ones with its transactional id. */
    @Override
    public void initTransactions() {
        renewed().initTransactions();
    }

    private synchronized Producer<byte[], byte[]> renewed() {
        if (initialised) {
            LOG.debug("the producer is replaced by a new one");
            current.close(Duration.ZERO);
            current = factory.get();
        }
        initialised = true;
        return current;
    }

    private synchronized Producer<byte[], byte[]> current() {
        return current;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> message) {
        return current().send(message);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> message, Callback callback) {
        return current().send(message, callback);
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
