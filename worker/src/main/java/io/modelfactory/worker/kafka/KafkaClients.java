package io.modelfactory.worker.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The worker's Kafka clients. A profile may set any property of the client libraries, except those on which the
 * worker's promises rest: offsets are committed by hand and begin with the oldest request, aborted transactions are not
 * read, and the producer is idempotent and waits for all replicas.
 */
public final class KafkaClients {
    private static final String SESSION_TIMEOUT_MS = "10000";
    private static final String HEARTBEAT_INTERVAL_MS = "3000";

    /** Session and heartbeat of members as a broker sets them by itself. */
    private static final Duration BROKERS_TAKEOVER = Duration.ofSeconds(45 + 5);

    private static final String METADATA_MAX_AGE_MS = "10000";

    private final String bootstrapServers;
    private final Map<String, String> properties;

    /** @param properties of all clients, such as {@code security.protocol}; may hold secrets */
    public KafkaClients(String bootstrapServers, Map<String, String> properties) {
        this.bootstrapServers = bootstrapServers;
        this.properties = Map.copyOf(properties);
    }

    /** A member of the group under an id that the broker gives it at each start. */
    public Consumer<byte[], byte[]> consumer(String groupId, int maxPollRecords) {
        return consumer(groupId, Optional.empty(), maxPollRecords);
    }

    /** @param instanceId by which the member keeps its partitions when it is started again; unique in its group */
    public Consumer<byte[], byte[]> consumer(String groupId, Optional<String> instanceId, int maxPollRecords) {
        Map<String, Object> settings = consumerSettings(groupId, maxPollRecords);
        instanceId.ifPresent(id -> settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, id));
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * How long after the death of a member the others have its partitions, at the latest: its session and the time
     * between two of their heartbeats. Where the broker sets both ({@code group.protocol: consumer}), as it does by
     * itself.
     */
    public Duration takeoverTime() {
        if (brokerSetsSessions()) {
            return BROKERS_TAKEOVER;
        }
        Map<String, Object> settings = consumerSettings("any", 1);
        return Duration.ofMillis(millis(settings, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG)
                + millis(settings, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG));
    }

    private boolean brokerSetsSessions() {
        return GroupProtocol.CONSUMER
                .name()
                .equalsIgnoreCase(properties
                        .getOrDefault(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "")
                        .strip());
    }

    private static long millis(Map<String, Object> settings, String name) {
        return Long.parseLong(String.valueOf(settings.get(name)).strip());
    }

    /** A consumer outside any group, for partitions that are named and offsets that are sought; it commits nothing. */
    public Consumer<byte[], byte[]> reader() {
        return new KafkaConsumer<>(readerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    public Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(producerSettings(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * A producer that sends in transactions. A later one with the same id, of any process, fences this one: the broker
     * then refuses whatever this one still sends.
     */
    public Producer<byte[], byte[]> producer(String transactionalId) {
        Map<String, Object> settings = producerSettings();
        if (!properties.containsKey(ProducerConfig.LINGER_MS_CONFIG)) {
            // A transaction is handed over at once and then waited for, so that nothing else would fill its batches.
            settings.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        }
        // Readers of committed records wait for a transaction that its process left open.
        settings.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "30000");
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Settings of an admin client. */
    public Map<String, Object> common() {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return settings;
    }

    /** The address only: the properties may hold passwords. */
    @Override
    public String toString() {
        return "KafkaClients[" + bootstrapServers + "]";
    }

    Map<String, Object> consumerSettings(String groupId, int maxPollRecords) {
        Map<String, Object> settings = common();
        if (!brokerSetsSessions()) {
            // The partitions of a worker that was killed are served again once its session is over: 10 s rather than
            // Kafka's 45.
            settings.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
            settings.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_INTERVAL_MS);
        }
        // Partitions that are added are read after this, rather than after five minutes.
        settings.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MS);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return settings;
    }

    /** Of a consumer outside any group; may hold secrets. */
    public Map<String, Object> readerSettings() {
        Map<String, Object> settings = common();
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return settings;
    }

    Map<String, Object> producerSettings() {
        Map<String, Object> settings = common();
        settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "5");
        // A topic that does not exist blocks the sending thread for so long, and with it all other topics.
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000");
        settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        // A dead letter is as large as the record that could not be read, and carries headers besides.
        settings.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(8 << 20));
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        // A message that expires while a later one gets through would break the order of its key.
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        return settings;
    }
}
