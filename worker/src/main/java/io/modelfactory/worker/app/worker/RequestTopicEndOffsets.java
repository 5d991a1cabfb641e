package io.modelfactory.worker.app.worker;

import io.modelfactory.worker.app.wiring.BrokerAdmin;
import io.modelfactory.worker.config.Wiring;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Where the request topic ended at one moment, and whether the consumer group has come so far. It asks the broker
 * rather than this worker's consumer, since other workers of the group may own some of the partitions.
 */
final class RequestTopicEndOffsets {
    private final BrokerAdmin broker;
    private final String groupId;
    private final Map<TopicPartition, Long> ends;

    private RequestTopicEndOffsets(BrokerAdmin broker, String groupId, Map<TopicPartition, Long> ends) {
        this.broker = broker;
        this.groupId = groupId;
        this.ends = Map.copyOf(ends);
    }

    /** The end as it is now. Partitions that hold nothing are read already. */
    static RequestTopicEndOffsets now(BrokerAdmin broker, Wiring.Kafka kafka) {
        String topic = kafka.topics().requests();
        try {
            Map<TopicPartition, OffsetSpec> first = partitions(broker, topic, OffsetSpec.earliest());
            Map<TopicPartition, OffsetSpec> last = partitions(broker, topic, OffsetSpec.latest());
            Map<TopicPartition, Long> begins = offsets(broker, first);
            Map<TopicPartition, Long> ends = offsets(broker, last);
            ends.entrySet().removeIf(end -> end.getValue().equals(begins.get(end.getKey())));
            return new RequestTopicEndOffsets(broker, kafka.groupId(), ends);
        } catch (UnknownTopicOrPartitionException e) {
            throw BrokerAdmin.unknownTopic("requests", topic);
        }
    }

    /** Whether everything before the end is committed, which it is once the ledger has it. */
    boolean isReached() {
        if (ends.isEmpty()) {
            return true;
        }
        Map<TopicPartition, OffsetAndMetadata> committed =
                broker.call(admin -> admin.listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata());
        return ends.entrySet().stream()
                .allMatch(end -> Optional.ofNullable(committed.get(end.getKey()))
                        .filter(offset -> offset.offset() >= end.getValue())
                        .isPresent());
    }

    private static Map<TopicPartition, OffsetSpec> partitions(BrokerAdmin broker, String topic, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        broker.call(admin -> admin.describeTopics(List.of(topic)).allTopicNames())
                .values()
                .forEach(description -> description
                        .partitions()
                        .forEach(partition -> partitions.put(new TopicPartition(topic, partition.partition()), spec)));
        return partitions;
    }

    private static Map<TopicPartition, Long> offsets(BrokerAdmin broker, Map<TopicPartition, OffsetSpec> specs) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        // What an open transaction holds back is not there yet, for the intake reads what is committed.
        ListOffsetsOptions committedOnly = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
        broker.call(admin -> admin.listOffsets(specs, committedOnly).all())
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }
}
