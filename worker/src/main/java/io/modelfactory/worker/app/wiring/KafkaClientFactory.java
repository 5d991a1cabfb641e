package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.kafka.KafkaClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;

/** The Kafka clients that a profile asks for. */
public final class KafkaClientFactory {
    private KafkaClientFactory() {}

    public static KafkaClients of(Wiring.Kafka kafka) {
        return new KafkaClients(kafka.bootstrapServers(), kafka.properties().values());
    }

    /** For commands, behind which a person waits. */
    public static KafkaClients withTimeout(Wiring.Kafka kafka, Duration timeout) {
        Map<String, String> properties = new HashMap<>(kafka.properties().values());
        String millis = Long.toString(timeout.toMillis());
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
        properties.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        return new KafkaClients(kafka.bootstrapServers(), properties);
    }

    /** What Kafka's libraries say of settings that they cannot use, in terms of the profile. */
    static ConfigurationException unusableSettings(KafkaException refusal) {
        Throwable why = refusal.getCause() == null ? refusal : refusal.getCause();
        return new ConfigurationException(
                "profile",
                List.of("wiring.kafka: no client can be made of bootstrap_servers and properties: "
                        + why.getMessage()));
    }
}
