package io.modelfactory.local.demo;

import io.modelfactory.local.PlatformTopic;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A record on the request topic that cannot be decoded, and the dead letter that it must become. */
final class UndecodableRecord {
    private final String bootstrapServers;
    private final FullTopicReader topics;
    private final byte[] bytes;

    /** @param platformRunId makes the bytes unique, and selects the partition of the requests that follow */
    UndecodableRecord(String bootstrapServers, FullTopicReader topics, String platformRunId) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.bytes = ("this is no request of " + platformRunId).getBytes(StandardCharsets.UTF_8);
    }

    /** Sends the record; returns its position. */
    RecordMetadata send(String key) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "acks", "all");
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            return producer.send(new ProducerRecord<>(PlatformTopic.REQUESTS.topic(), key, bytes))
                    .get();
        } catch (ExecutionException e) {
            throw new DemoException("the broker refused the garbage: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("interrupted", e);
        }
    }

    /** The original bytes on the dead letter topic, with headers that name their original position. */
    DemoOutcome deadLettered(String scenario, RecordMetadata sent, BoundedWait wait) {
        List<ConsumerRecord<byte[], byte[]>> letters = wait.await("the dead letter", this::deadLetters);
        ConsumerRecord<byte[], byte[]> letter = letters.get(0);
        ExpectationChecks expected = new ExpectationChecks()
                .check(letters.size() == 1, "there are " + letters.size() + " dead letters")
                .checkEqual("error.topic", PlatformTopic.REQUESTS.topic(), header(letter, "error.topic"))
                .checkEqual("error.partition", String.valueOf(sent.partition()), header(letter, "error.partition"))
                .checkEqual("error.offset", String.valueOf(sent.offset()), header(letter, "error.offset"));
        return new DemoOutcome(
                scenario,
                "offset " + sent.partition() + ":" + sent.offset(),
                Optional.empty(),
                "in the DLQ",
                List.of(simpleName(header(letter, "error.class"))),
                Optional.empty(),
                Optional.of(letter.partition() + ":" + letter.offset()),
                expected.violations(),
                Optional.empty());
    }

    private Optional<List<ConsumerRecord<byte[], byte[]>>> deadLetters() {
        List<ConsumerRecord<byte[], byte[]>> found = topics.read(PlatformTopic.REQUESTS_DLQ.topic()).stream()
                .filter(letter -> Arrays.equals(letter.value(), bytes))
                .toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null ? "missing" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
