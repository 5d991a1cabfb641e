package io.modelfactory.worker.app.operator;

import io.modelfactory.worker.app.wiring.BrokerAdmin;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.intake.DeadLetter;
import io.modelfactory.worker.intake.DeadLetterReader;
import io.modelfactory.worker.intake.DeadLetterReplay;
import io.modelfactory.worker.intake.RecordPosition;
import io.modelfactory.worker.intake.recovery.RangeReader;
import io.modelfactory.worker.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The dead letter topic of a profile: to look through, and to send letters back from. */
public final class DeadLetterSession implements AutoCloseable {
    private final Wiring.Kafka kafka;
    private final DeadLetterReader reader;
    private final Producer<byte[], byte[]> producer;
    private final KafkaClients clients;

    private DeadLetterSession(Wiring.Kafka kafka, Duration timeout) {
        this.kafka = kafka;
        this.clients = KafkaClientFactory.withTimeout(kafka, timeout);
        this.reader = new DeadLetterReader(clients.reader(), kafka.topics().deadLetters());
        this.producer = clients.producer();
    }

    /**
     * @param timeout how long to wait for brokers that do not answer
     * @throws ConfigurationException if the broker has no such topic
     * @throws io.modelfactory.worker.failure.TransientFaultException if no broker answers
     */
    public static DeadLetterSession open(Wiring.Kafka kafka, Duration timeout) {
        String topic = kafka.topics().deadLetters();
        try (BrokerAdmin broker = BrokerAdmin.open(kafka, timeout)) {
            broker.call(admin -> admin.describeTopics(List.of(topic)).allTopicNames());
        } catch (UnknownTopicOrPartitionException e) {
            throw BrokerAdmin.unknownTopic("dead_letters", topic);
        }
        return new DeadLetterSession(kafka, timeout);
    }

    /** The letters that came last, oldest first. */
    public List<DeadLetter> latest(int limit) {
        return reader.latest(limit);
    }

    /**
     * @param insisting whether letters that came back often are sent all the same
     * @param heapMib of the process that reads records which a letter stands for
     */
    public DeadLetterReplay replay(boolean insisting, int heapMib) {
        return new DeadLetterReplay(
                reader,
                producer,
                new RangeReader(clients.readerSettings(), heapMib),
                Set.of(kafka.topics().requests(), kafka.topics().ofsEvents()),
                insisting);
    }

    /** The bytes of a letter as text; empty if it is not there. */
    public Optional<String> payload(RecordPosition at) {
        return reader.payload(at);
    }

    /** The bytes of a letter; empty if it is not there or holds none. */
    Optional<byte[]> value(RecordPosition at) {
        return reader.value(at);
    }

    public String topic() {
        return kafka.topics().deadLetters();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        reader.close();
    }
}
