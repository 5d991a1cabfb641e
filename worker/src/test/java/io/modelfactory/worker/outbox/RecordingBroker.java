package io.modelfactory.worker.outbox;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Acknowledges what it is sent, or waits for a test to do so; remembers what was committed, in that order. */
final class RecordingBroker implements Function<String, Producer<byte[], byte[]>> {
    private final boolean acknowledgesByItself;
    private final Map<String, TopicProducer> topics = new ConcurrentHashMap<>();
    private final Set<String> missingTopics = ConcurrentHashMap.newKeySet();
    private final List<ProducerRecord<byte[], byte[]>> sent = new CopyOnWriteArrayList<>();
    private final List<ProducerRecord<byte[], byte[]>> committed = new CopyOnWriteArrayList<>();

    RecordingBroker(boolean acknowledgesByItself) {
        this.acknowledgesByItself = acknowledgesByItself;
    }

    @Override
    public Producer<byte[], byte[]> apply(String topic) {
        return producer(topic);
    }

    private TopicProducer producer(String topic) {
        return topics.computeIfAbsent(topic, TopicProducer::new);
    }

    /** Topics that it knows nothing of, as long as they are in this set. */
    Set<String> missingTopics() {
        return missingTopics;
    }

    /** Whatever was handed over, committed or not. */
    List<ProducerRecord<byte[], byte[]>> sent() {
        return sent;
    }

    List<ProducerRecord<byte[], byte[]>> committed() {
        return committed;
    }

    void acknowledgeNext(String topic) {
        producer(topic).completeNext();
    }

    void failNext(String topic, RuntimeException fault) {
        producer(topic).errorNext(fault);
    }

    private final class TopicProducer extends MockProducer<byte[], byte[]> {
        private final String topic;

        TopicProducer(String topic) {
            super(acknowledgesByItself, null, new ByteArraySerializer(), new ByteArraySerializer());
            this.topic = topic;
        }

        /** As a new producer with the same id would: what was open is aborted. */
        @Override
        public synchronized void initTransactions() {
            if (!transactionInitialized()) {
                super.initTransactions();
            } else if (transactionInFlight()) {
                super.abortTransaction();
            }
        }

        @Override
        public List<PartitionInfo> partitionsFor(String asked) {
            requireTopic();
            return List.of();
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> message) {
            if (missingTopics.contains(topic)) {
                return CompletableFuture.failedFuture(new TimeoutException("topic not present in metadata"));
            }
            sent.add(message);
            return super.send(message);
        }

        @Override
        public synchronized void commitTransaction() {
            List<ProducerRecord<byte[], byte[]>> records = List.copyOf(uncommittedRecords());
            super.commitTransaction();
            committed.addAll(records);
        }

        private void requireTopic() {
            if (missingTopics.contains(topic)) {
                throw new TimeoutException("topic " + topic + " not present in metadata");
            }
        }
    }
}
