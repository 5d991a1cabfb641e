package io.modelfactory.worker.app.operator;

import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.app.wiring.SerdeFactory;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.TransientFaultException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/** Puts job requests on the request topic and waits until the broker has them. */
public final class RequestSender implements AutoCloseable {
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(30);

    /** How long to look for a broker or a topic that may not be there. */
    private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(10);

    private final Producer<byte[], byte[]> producer;
    private final Serializer<Object> serializer;
    private final Wiring.Kafka kafka;

    private RequestSender(Producer<byte[], byte[]> producer, Serializer<Object> serializer, Wiring.Kafka kafka) {
        this.producer = producer;
        this.serializer = serializer;
        this.kafka = kafka;
    }

    public static RequestSender of(Configuration configuration) {
        Wiring wiring = configuration.profile().wiring();
        Serializer<Object> serializer = new SerdeFactory(wiring.schemaRegistry()).serializer();
        return new RequestSender(
                KafkaClientFactory.withTimeout(wiring.kafka(), METADATA_TIMEOUT).producer(),
                serializer,
                wiring.kafka());
    }

    /**
     * @return where the record lies, such as {@code topic-0@42}
     * @throws TransientFaultException if the broker does not take it in time
     * @throws ConfigurationException if the schema registry does not take its schema
     */
    public String send(MfJobRequest message) {
        String topic = kafka.topics().requests();
        byte[] key = message.getPlatformRunId().getBytes(StandardCharsets.UTF_8);
        try {
            RecordMetadata metadata = producer.send(
                            new ProducerRecord<>(topic, key, serializer.serialize(topic, message)))
                    .get(SEND_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            return metadata.toString();
        } catch (SerializationException e) {
            throw new ConfigurationException(
                    "profile",
                    List.of("wiring.schema_registry: the request cannot be written for " + topic + ": "
                            + e.getMessage()));
        } catch (ExecutionException | TimeoutException e) {
            throw new TransientFaultException(
                    ("wiring.kafka.bootstrap_servers, wiring.kafka.topics.requests: %s did not acknowledge the"
                                            + " request to")
                                    .formatted(kafka.bootstrapServers())
                            + " %s, which may still arrive: %s".formatted(topic, e.getMessage()),
                    e);
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
