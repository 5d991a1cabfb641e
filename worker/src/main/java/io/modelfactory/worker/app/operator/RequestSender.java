package io.modelfactory.worker.app.operator;

import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.worker.app.wiring.CommandTimeout;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.app.wiring.SerdeFactory;
import io.modelfactory.worker.app.wiring.SignerFactory;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.signing.RequestSignature;
import io.modelfactory.worker.signing.SigningKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
    private static final Duration SEND_TIMEOUT = CommandTimeout.DEFAULT.minus(Duration.ofSeconds(8));

    /** How long to look for a broker or a topic that may not be there. */
    private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(8);

    private final Producer<byte[], byte[]> producer;
    private final Serializer<Object> serializer;
    private final Optional<SigningKey> key;
    private final Wiring.Kafka kafka;

    private RequestSender(
            Producer<byte[], byte[]> producer,
            Serializer<Object> serializer,
            Optional<SigningKey> key,
            Wiring.Kafka kafka) {
        this.key = key;
        this.producer = producer;
        this.serializer = serializer;
        this.kafka = kafka;
    }

    /** A sender that signs what it sends if the profile names a key. */
    public static RequestSender of(Configuration configuration) {
        return of(configuration, SignerFactory.requestKey(configuration));
    }

    /** @param key that signs what is sent */
    public static RequestSender of(Configuration configuration, Optional<SigningKey> key) {
        Wiring wiring = configuration.profile().wiring();
        Serializer<Object> serializer = SerdeFactory.forCommand(wiring.schemaRegistry(), CommandTimeout.DEFAULT)
                .serializer();
        return new RequestSender(
                KafkaClientFactory.withTimeout(wiring.kafka(), METADATA_TIMEOUT).producer(),
                serializer,
                key,
                wiring.kafka());
    }

    /**
     * @return where the record lies, such as {@code topic-0@42}
     * @throws TransientFaultException if the broker does not take it in time
     * @throws ConfigurationException if the schema registry does not take its schema
     */
    public String send(MfJobRequest message) {
        String topic = kafka.topics().requests();
        try {
            RecordMetadata metadata =
                    producer.send(toRecord(topic, message)).get(SEND_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
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

    private ProducerRecord<byte[], byte[]> toRecord(String topic, MfJobRequest message) {
        byte[] value = SerdeFactory.named(() -> serializer.serialize(topic, message));
        ProducerRecord<byte[], byte[]> signed =
                new ProducerRecord<>(topic, message.getPlatformRunId().getBytes(StandardCharsets.UTF_8), value);
        key.map(signingKey -> RequestSignature.of(signingKey, value))
                .ifPresent(signature -> signed.headers()
                        .add(RequestSignature.HEADER, signature.toString().getBytes(StandardCharsets.US_ASCII)));
        return signed;
    }

    @Override
    public void close() {
        // What the broker has not acknowledged by now must not keep a person waiting.
        producer.close(Duration.ofSeconds(1));
        serializer.close();
    }
}
