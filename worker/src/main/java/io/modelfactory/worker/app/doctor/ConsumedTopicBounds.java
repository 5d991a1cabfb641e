package io.modelfactory.worker.app.doctor;

import io.modelfactory.worker.app.wiring.BrokerAdmin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Whether the broker bounds what a worker takes up from a consumed topic. A batch may be a thousand times larger than
 * it was on the wire; a topic that stores its records uncompressed, and none above {@value #MAX_MESSAGE_BYTES} bytes,
 * has the broker refuse it from its producer.
 */
final class ConsumedTopicBounds {
    private static final int MAX_MESSAGE_BYTES = 1 << 20;

    private static final Map<String, String> WANTED = Map.of(
            TopicConfig.COMPRESSION_TYPE_CONFIG,
            "uncompressed",
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            String.valueOf(MAX_MESSAGE_BYTES));

    private final BrokerAdmin broker;
    private final String bootstrapServers;

    ConsumedTopicBounds(BrokerAdmin broker, String bootstrapServers) {
        this.broker = broker;
        this.bootstrapServers = bootstrapServers;
    }

    /** @param setting the topic's name in {@code wiring.kafka.topics} */
    DoctorFinding examine(String setting, String topic) {
        String subject = "bounds of topic " + setting;
        try {
            List<String> deviations = deviations(settings(topic));
            return deviations.isEmpty()
                    ? DoctorFinding.ok(subject, topic + " stores records uncompressed, at most 1 MiB each")
                    : DoctorFinding.warn(
                            subject,
                            topic + " has " + String.join(", ", deviations)
                                    + ": a record that is small on the wire may exhaust a worker's memory",
                            alterCommand(topic));
        } catch (AuthorizationException e) {
            return DoctorFinding.warn(
                    subject,
                    "unknown: the worker may not read the settings of " + topic,
                    "grant DESCRIBE_CONFIGS on the topic to the worker's principal, or check: " + alterCommand(topic));
        }
    }

    private Config settings(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return broker.call(admin -> admin.describeConfigs(List.of(resource)).all())
                .values()
                .iterator()
                .next();
    }

    private static List<String> deviations(Config settings) {
        List<String> deviations = new ArrayList<>();
        value(settings, TopicConfig.COMPRESSION_TYPE_CONFIG)
                .filter(value -> !value.equals(WANTED.get(TopicConfig.COMPRESSION_TYPE_CONFIG)))
                .ifPresent(value -> deviations.add(TopicConfig.COMPRESSION_TYPE_CONFIG + "=" + value));
        value(settings, TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                .filter(value -> Long.parseLong(value) > MAX_MESSAGE_BYTES)
                .ifPresent(value -> deviations.add(TopicConfig.MAX_MESSAGE_BYTES_CONFIG + "=" + value));
        return deviations;
    }

    private static Optional<String> value(Config settings, String name) {
        return Optional.ofNullable(settings.get(name)).map(ConfigEntry::value);
    }

    private String alterCommand(String topic) {
        String wanted = WANTED.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
        return "kafka-configs.sh --bootstrap-server %s --alter --topic %s --add-config %s"
                .formatted(bootstrapServers, topic, wanted);
    }
}
