package io.modelfactory.worker.app.doctor;

import io.modelfactory.worker.app.runtime.BrokerAdmin;
import io.modelfactory.worker.config.Wiring;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Whether each topic is there, and the worker may do with it, and with its consumer group, what it has to. */
final class TopicsCheck implements Check {
    private final Wiring.Kafka kafka;

    TopicsCheck(Wiring.Kafka kafka) {
        this.kafka = kafka;
    }

    /** @param needed whether a worker cannot work without it */
    private record Use(String setting, String topic, AclOperation operation, boolean needed) {}

    @Override
    public String subject() {
        return "topics";
    }

    @Override
    public List<Finding> examine() {
        Wiring.Topics topics = kafka.topics();
        List<Use> uses = List.of(
                new Use("requests", topics.requests(), AclOperation.READ, true),
                new Use("dead_letters", topics.deadLetters(), AclOperation.WRITE, true),
                new Use("run_events", topics.runEvents(), AclOperation.WRITE, true),
                new Use("registry_events", topics.registryEvents(), AclOperation.WRITE, true),
                new Use("control", topics.control(), AclOperation.WRITE, false),
                new Use("ofs_events", topics.ofsEvents(), AclOperation.READ, false));
        try (BrokerAdmin broker = BrokerAdmin.open(kafka)) {
            List<Finding> findings = new ArrayList<>();
            uses.forEach(use -> findings.add(
                    use.needed() ? topic(broker, use) : topic(broker, use).atMostWarn()));
            findings.add(group(broker));
            return findings;
        }
    }

    private static Finding topic(BrokerAdmin broker, Use use) {
        String subject = "topic " + use.setting();
        String verb = use.operation().name().toLowerCase(Locale.ROOT);
        try {
            TopicDescription topic = describe(broker, use.topic());
            if (mayNot(topic.authorizedOperations(), use.operation())) {
                return Finding.fail(
                        subject,
                        "the worker may not " + verb + " " + use.topic(),
                        "grant " + use.operation() + " on the topic to the worker's principal");
            }
            return Finding.ok(
                    subject,
                    "%s, %d partitions, the worker may %s it"
                            .formatted(use.topic(), topic.partitions().size(), verb));
        } catch (UnknownTopicOrPartitionException e) {
            return Finding.fail(
                    subject,
                    "the broker has no topic " + use.topic(),
                    "create it, or correct wiring.kafka.topics." + use.setting());
        } catch (AuthorizationException e) {
            return Finding.fail(
                    subject,
                    "the worker may not describe " + use.topic(),
                    "grant DESCRIBE and " + use.operation() + " on the topic to the worker's principal");
        }
    }

    private static TopicDescription describe(BrokerAdmin broker, String topic) {
        DescribeTopicsOptions options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        return broker.ask(admin -> admin.describeTopics(List.of(topic), options).allTopicNames())
                .values()
                .iterator()
                .next();
    }

    /** A broker without access control answers with no operations at all, and allows everything. */
    private static boolean mayNot(@Nullable Set<AclOperation> allowed, AclOperation operation) {
        return allowed != null && !allowed.isEmpty() && !allowed.contains(operation);
    }

    private Finding group(BrokerAdmin broker) {
        String subject = "consumer group";
        DescribeConsumerGroupsOptions options = new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true);
        try {
            ConsumerGroupDescription group = broker.ask(
                            admin -> admin.describeConsumerGroups(List.of(kafka.groupId()), options)
                                    .all())
                    .values()
                    .iterator()
                    .next();
            if (mayNot(group.authorizedOperations(), AclOperation.READ)) {
                return Finding.fail(
                        subject,
                        "the worker may not join " + kafka.groupId(),
                        "grant READ on the group to the worker's principal");
            }
            return Finding.ok(
                    subject, kafka.groupId() + ", members: " + group.members().size());
        } catch (GroupIdNotFoundException e) {
            return Finding.ok(subject, kafka.groupId() + ", which no worker has joined yet");
        } catch (AuthorizationException e) {
            return Finding.fail(
                    subject,
                    "the worker may not describe " + kafka.groupId(),
                    "grant DESCRIBE and READ on the group to the worker's principal");
        }
    }
}
