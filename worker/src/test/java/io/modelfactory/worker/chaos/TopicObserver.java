package io.modelfactory.worker.chaos;

import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Reads an environment's topics and the committed offsets of its workers. */
final class TopicObserver implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    /** Longer than a transaction may be open before the broker aborts it. */
    private static final Duration VISIBLE = Duration.ofSeconds(60);

    private final Wiring.Kafka kafka;
    private final Consumer<byte[], byte[]> consumer;
    private final Admin admin;
    private final List<TopicPartition> outputs;
    private final List<Message> seen = new ArrayList<>();

    /**
     * A message, by its CloudEvents headers.
     *
     * @param digest of its value
     */
    record Message(String topic, String id, String type, String subject, String digest) {}

    TopicObserver(Configuration configuration) {
        this.kafka = configuration.profile().wiring().kafka();
        this.consumer = KafkaClientFactory.of(kafka).consumer("observer", 500);
        this.admin = Admin.create(KafkaClientFactory.of(kafka).common());
        this.outputs = kafka.topics().all().stream()
                .filter(topic -> !topic.equals(kafka.topics().requests()))
                .map(topic -> new TopicPartition(topic, 0))
                .toList();
        consumer.assign(outputs);
        consumer.seekToBeginning(outputs);
    }

    /** All messages on a topic so far, repeats included. */
    List<Message> messages(String topic) {
        read();
        return seen.stream().filter(message -> message.topic().equals(topic)).toList();
    }

    /** The messages sent so far without repeats, as consumers see them. */
    Set<String> distinctMessages() {
        read();
        return seen.stream()
                .map(message -> message.topic() + " " + message.id())
                .collect(Collectors.toSet());
    }

    /** How many messages repeat others; dead letters are not counted, because they have no id. */
    long duplicateCount() {
        read();
        List<String> ids =
                seen.stream().map(Message::id).filter(id -> !id.isEmpty()).toList();
        return ids.size() - ids.stream().distinct().count();
    }

    /**
     * Reads to the end of what was sent: the broker lets a consumer see a transaction a moment after its producer has
     * committed it. A transaction that a stopped relay left open is not waited for longer than that.
     */
    private void read() {
        Map<TopicPartition, Long> ends = sentSoFar();
        long deadline = System.nanoTime() + VISIBLE.toNanos();
        while (System.nanoTime() < deadline
                && outputs.stream().anyMatch(output -> consumer.position(output) < ends.getOrDefault(output, 0L))) {
            consumer.poll(POLL).forEach(message -> seen.add(message(message)));
        }
    }

    private Map<TopicPartition, Long> sentSoFar() {
        try {
            return admin
                    .listOffsets(
                            outputs.stream().collect(Collectors.toMap(output -> output, output -> OffsetSpec.latest())),
                            new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .all()
                    .get()
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, end -> end.getValue().offset()));
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker does not say where its topics end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Message message(ConsumerRecord<byte[], byte[]> message) {
        return new Message(
                message.topic(),
                header(message, "ce_id"),
                header(message, "ce_type"),
                header(message, "ce_subject"),
                Sha256.hex(message.value()));
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        Header header = message.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Whether the group has committed the offset behind the last request. */
    boolean allRequestsCommitted() {
        TopicPartition requests = new TopicPartition(kafka.topics().requests(), 0);
        long end = consumer.endOffsets(Set.of(requests)).getOrDefault(requests, 0L);
        try {
            OffsetAndMetadata committed = admin.listConsumerGroupOffsets(kafka.groupId())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(requests);
            return end == 0 || (committed != null && committed.offset() == end);
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        consumer.close();
        admin.close(Duration.ofSeconds(1));
    }
}
