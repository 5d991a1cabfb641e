package io.modelfactory.worker.bench;

import io.modelfactory.local.PlatformTopic;
import io.modelfactory.worker.kafka.AvroSerializer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Puts requests on the request topic. */
final class RequestSender implements AutoCloseable {
    private static final String TOPIC = PlatformTopic.REQUESTS.topic();

    private final BenchRequests requests;
    private final Producer<byte[], byte[]> producer;
    private final AvroSerializer serializer;

    /** Both are closed with this. */
    RequestSender(BenchRequests requests, Producer<byte[], byte[]> producer, AvroSerializer serializer) {
        this.requests = requests;
        this.producer = producer;
        this.serializer = serializer;
    }

    /** Returns when the broker has it. */
    void send(int number) {
        send(IntStream.of(number));
    }

    void send(IntStream numbers) {
        BrokerAcknowledgements.await(numbers.mapToObj(this::begin).toList());
    }

    private Future<RecordMetadata> begin(int number) {
        byte[] key = String.valueOf(number).getBytes(StandardCharsets.UTF_8);
        return producer.send(new ProducerRecord<>(TOPIC, key, serializer.serialize(TOPIC, requests.message(number))));
    }

    @Override
    public void close() {
        producer.close();
        serializer.close();
    }
}
