package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.config.Wiring;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The consumer group by which workers take requests.
 *
 * @param members consumers that are in it now
 * @param lag requests on the topic that no worker has taken yet
 * @param allowed what the caller may do with the group; empty if the broker has no access control
 */
public record ConsumerGroupStatus(int members, long lag, Set<AclOperation> allowed) {

    public ConsumerGroupStatus {
        allowed = Set.copyOf(allowed);
    }

    /**
     * @return empty if no worker has joined the group yet; then all that is on the topic waits
     * @throws io.modelfactory.worker.failure.TransientFaultException if no broker answers in time
     * @throws org.apache.kafka.common.errors.AuthorizationException if the caller may not describe it
     */
    public static Optional<ConsumerGroupStatus> of(BrokerAdmin broker, Wiring.Kafka kafka) {
        DescribeConsumerGroupsOptions options = new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true);
        try {
            ConsumerGroupDescription group = broker.call(
                            admin -> admin.describeConsumerGroups(List.of(kafka.groupId()), options)
                                    .all())
                    .values()
                    .iterator()
                    .next();
            Set<AclOperation> allowed =
                    Optional.ofNullable(group.authorizedOperations()).orElse(Set.of());
            return Optional.of(new ConsumerGroupStatus(group.members().size(), lag(broker, kafka), allowed));
        } catch (GroupIdNotFoundException none) {
            return Optional.empty();
        }
    }

    /** Requests that no worker has taken yet, whether or not there is a group. */
    public static long lag(BrokerAdmin broker, Wiring.Kafka kafka) {
        List<TopicPartition> partitions;
        try {
            partitions =
                    broker
                            .call(admin -> admin.describeTopics(
                                            List.of(kafka.topics().requests()))
                                    .allTopicNames())
                            .values()
                            .stream()
                            .flatMap(topic -> topic.partitions().stream()
                                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                            .toList();
        } catch (UnknownTopicOrPartitionException noTopic) {
            return 0;
        }
        Map<TopicPartition, Long> taken = committed(broker, kafka);
        Map<TopicPartition, Long> begin = offsets(broker, partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> end = offsets(broker, partitions, OffsetSpec.latest());
        return partitions.stream()
                .mapToLong(partition -> Math.max(
                        0,
                        end.getOrDefault(partition, 0L)
                                - taken.getOrDefault(partition, begin.getOrDefault(partition, 0L))))
                .sum();
    }

    private static Map<TopicPartition, Long> committed(BrokerAdmin broker, Wiring.Kafka kafka) {
        Map<TopicPartition, Long> committed = new HashMap<>();
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = broker.call(
                    admin -> admin.listConsumerGroupOffsets(kafka.groupId()).partitionsToOffsetAndMetadata());
            offsets.forEach((partition, offset) -> {
                if (offset != null) {
                    committed.put(partition, offset.offset());
                }
            });
        } catch (GroupIdNotFoundException none) {
            return Map.of();
        }
        return committed;
    }

    private static Map<TopicPartition, Long> offsets(
            BrokerAdmin broker, List<TopicPartition> partitions, OffsetSpec wanted) {
        Map<TopicPartition, OffsetSpec> question =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> wanted));
        Map<TopicPartition, ListOffsetsResultInfo> answer =
                broker.call(admin -> admin.listOffsets(question).all());
        return answer.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }
}
