package io.modelfactory.local;

import java.util.Collection;
import org.apache.kafka.clients.admin.NewTopic;

/** A Kafka broker of one node. */
public interface LocalBroker extends LocalService {
    String bootstrapServers();

    /** Creates those of the topics that do not exist yet. */
    void createTopics(Collection<NewTopic> topics);
}
