package io.modelfactory.local;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics around the factory under their default names, with partitions for a machine of few cores. */
public enum PlatformTopic {
    REQUESTS("fp.bus.learning.mf.requests.v1", 3),
    REQUESTS_DLQ("fp.bus.learning.mf.requests.v1.dlq", 1),
    DATASET_EVENTS("fp.bus.learning.ofs.events.v1", 1),
    REGISTRY_EVENTS("fp.bus.learning.registry.events.v1", 1),
    RUN_EVENTS("fp.bus.learning.mf.events.v1", 1),
    CONTROL("fp.bus.control.v1", 1);

    private static final short REPLICAS = 1;

    private final String topic;
    private final int partitions;

    PlatformTopic(String topic, int partitions) {
        this.topic = topic;
        this.partitions = partitions;
    }

    public String topic() {
        return topic;
    }

    static List<NewTopic> newTopics() {
        return Arrays.stream(values())
                .map(each -> new NewTopic(each.topic, each.partitions, REPLICAS))
                .toList();
    }
}
