package io.modelfactory.worker.app.runtime;

import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.failure.TransientFaultException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Serializer;

/** Puts job requests on the request topic and waits until the broker has them. */
public final class RequestSender implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 30;

    private final Producer<byte[], byte[]> producer;
    private final Serializer<Object> serializer;
    private final String topic;

    private RequestSender(Producer<byte[], byte[]> producer, Serializer<Object> serializer, String topic) {
        this.producer = producer;
        this.serializer = serializer;
        this.topic = topic;
    }

    public static RequestSender of(Configuration configuration) {
        Serdes serdes = new Serdes(configuration.profile().wiring().schemaRegistry());
        return new RequestSender(
                Clients.of(configuration.profile().wiring().kafka()).producer(),
                serdes.serializer(),
                configuration.profile().wiring().kafka().topics().requests());
    }

    /**
     * @return where the record lies, such as {@code topic-0@42}
     * @throws TransientFaultException if the broker does not take it in time
     */
    public String send(MfJobRequest message) {
        byte[] key = message.getPlatformRunId().getBytes(StandardCharsets.UTF_8);
        try {
            RecordMetadata metadata = producer.send(
                            new ProducerRecord<>(topic, key, serializer.serialize(topic, message)))
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return metadata.toString();
        } catch (ExecutionException | TimeoutException e) {
            throw new TransientFaultException(
                    "the broker did not acknowledge the request, which may still arrive: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFaultException("interrupted while sending", e);
        }
    }

    @Override
    public void close() {
        // What the broker has not acknowledged by now must not keep a person waiting.
        producer.close(Duration.ofSeconds(1));
        serializer.close();
    }
}
