package io.modelfactory.local;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics around the factory under their default names, with partitions for a machine of few cores. */
public enum PlatformTopic {
    REQUESTS("fp.bus.learning.mf.requests.v1", 3, true),
    REQUESTS_DLQ("fp.bus.learning.mf.requests.v1.dlq", 1, false),
    DATASET_EVENTS("fp.bus.learning.ofs.events.v1", 1, true),
    REGISTRY_EVENTS("fp.bus.learning.registry.events.v1", 1, false),
    RUN_EVENTS("fp.bus.learning.mf.events.v1", 1, false),
    CONTROL("fp.bus.control.v1", 1, false);

    private static final short REPLICAS = 1;

    /** The broker stores what a worker consumes uncompressed and bounded, however a producer compressed it. */
    private static final Map<String, String> CONSUMED =
            Map.of("max.message.bytes", String.valueOf(1 << 20), "compression.type", "uncompressed");

    private final String topic;
    private final int partitions;
    private final boolean consumed;

    /** @param consumed whether the factory reads it */
    PlatformTopic(String topic, int partitions, boolean consumed) {
        this.topic = topic;
        this.partitions = partitions;
        this.consumed = consumed;
    }

    public String topic() {
        return topic;
    }

    /** Settings that the topic has to be created with. */
    public Map<String, String> settings() {
        return consumed ? CONSUMED : Map.of();
    }

    static List<NewTopic> newTopics() {
        return Arrays.stream(values())
                .map(each -> new NewTopic(each.topic, each.partitions, REPLICAS).configs(each.settings()))
                .toList();
    }
}
