package io.modelfactory.worker.app.doctor;

import io.modelfactory.worker.app.doctor.DoctorFinding.Severity;
import io.modelfactory.worker.app.wiring.BrokerAdmin;
import io.modelfactory.worker.app.wiring.ConsumerGroupStatus;
import io.modelfactory.worker.app.wiring.TransactionalIds;
import io.modelfactory.worker.config.Wiring;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Whether each topic is there, and the worker may do with it, its consumer group and its transactional ids what it has
 * to.
 */
final class TopicsCheck implements DoctorCheck {
    private final Wiring.Kafka kafka;

    TopicsCheck(Wiring.Kafka kafka) {
        this.kafka = kafka;
    }

    /** @param needed whether a worker cannot work without it */
    private record TopicAccess(String setting, String topic, AclOperation operation, boolean needed) {}

    @Override
    public String subject() {
        return "topics";
    }

    @Override
    public List<DoctorFinding> examine() {
        Wiring.Topics topics = kafka.topics();
        List<TopicAccess> uses = List.of(
                new TopicAccess("requests", topics.requests(), AclOperation.READ, true),
                new TopicAccess("dead_letters", topics.deadLetters(), AclOperation.WRITE, true),
                new TopicAccess("run_events", topics.runEvents(), AclOperation.WRITE, true),
                new TopicAccess("registry_events", topics.registryEvents(), AclOperation.WRITE, true),
                new TopicAccess("control", topics.control(), AclOperation.WRITE, false),
                new TopicAccess("ofs_events", topics.ofsEvents(), AclOperation.READ, false));
        try (BrokerAdmin broker = BrokerAdmin.open(kafka)) {
            List<DoctorFinding> findings = new ArrayList<>();
            ConsumedTopicBounds bounds = new ConsumedTopicBounds(broker, kafka.bootstrapServers());
            for (TopicAccess use : uses) {
                DoctorFinding access = topic(broker, use);
                findings.add(use.needed() ? access : access.cappedAtWarn());
                if (use.operation() == AclOperation.READ && access.verdict() == Severity.OK) {
                    findings.add(bounds.examine(use.setting(), use.topic()));
                }
            }
            findings.add(group(broker));
            findings.add(transactions(broker));
            return findings;
        }
    }

    private static DoctorFinding topic(BrokerAdmin broker, TopicAccess use) {
        String subject = "topic " + use.setting();
        String verb = use.operation().name().toLowerCase(Locale.ROOT);
        try {
            TopicDescription topic = describe(broker, use.topic());
            if (isDenied(topic.authorizedOperations(), use.operation())) {
                return DoctorFinding.fail(
                        subject,
                        "the worker may not " + verb + " " + use.topic(),
                        "grant " + use.operation() + " on the topic to the worker's principal");
            }
            return DoctorFinding.ok(
                    subject,
                    "%s, %d partitions, the worker may %s it"
                            .formatted(use.topic(), topic.partitions().size(), verb));
        } catch (UnknownTopicOrPartitionException e) {
            return DoctorFinding.fail(
                    subject,
                    "the broker has no topic " + use.topic(),
                    "create it, or correct wiring.kafka.topics." + use.setting());
        } catch (AuthorizationException e) {
            return DoctorFinding.fail(
                    subject,
                    "the worker may not describe " + use.topic(),
                    "grant DESCRIBE and " + use.operation() + " on the topic to the worker's principal");
        }
    }

    private static TopicDescription describe(BrokerAdmin broker, String topic) {
        DescribeTopicsOptions options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        return broker.call(
                        admin -> admin.describeTopics(List.of(topic), options).allTopicNames())
                .values()
                .iterator()
                .next();
    }

    /** A broker without access control answers with no operations at all, and allows everything. */
    private static boolean isDenied(@Nullable Set<AclOperation> allowed, AclOperation operation) {
        return allowed != null && !allowed.isEmpty() && !allowed.contains(operation);
    }

    private DoctorFinding group(BrokerAdmin broker) {
        String subject = "consumer group";
        try {
            Optional<ConsumerGroupStatus> group = ConsumerGroupStatus.of(broker, kafka);
            if (group.filter(found -> isDenied(found.allowed(), AclOperation.READ))
                    .isPresent()) {
                return DoctorFinding.fail(
                        subject,
                        "the worker may not join " + kafka.groupId(),
                        "grant READ on the group to the worker's principal");
            }
            int members = group.map(ConsumerGroupStatus::members).orElse(0);
            long lag = group.map(ConsumerGroupStatus::lag).orElseGet(() -> ConsumerGroupStatus.lag(broker, kafka));
            String fact = kafka.groupId() + ", members: " + members + ", requests that wait: " + lag;
            return members > 0
                    ? DoctorFinding.ok(subject, fact)
                    : DoctorFinding.warn(subject, fact + "; no worker takes requests", "start a worker: mf worker run");
        } catch (AuthorizationException e) {
            return DoctorFinding.fail(
                    subject,
                    "the worker may not describe " + kafka.groupId(),
                    "grant DESCRIBE and READ on the group to the worker's principal");
        }
    }

    /**
     * Whether the worker may see the ids, without which it may not use them; to use one would fence a relay at work.
     */
    private DoctorFinding transactions(BrokerAdmin broker) {
        String subject = "transactional ids";
        List<String> denied = TransactionalIds.all(kafka).stream()
                .filter(id -> !mayDescribe(broker, id))
                .toList();
        return denied.isEmpty()
                ? DoctorFinding.ok(subject, "the worker may see those of " + kafka.groupId())
                : DoctorFinding.fail(
                        subject,
                        "the worker may not use " + String.join(", ", denied) + ": no message would be relayed",
                        ("grant WRITE and DESCRIBE on the transactional ids that begin with %1$s.relay. and"
                                        + " %1$s.facts. to the worker's principal")
                                .formatted(kafka.groupId()));
    }

    private static boolean mayDescribe(BrokerAdmin broker, String transactionalId) {
        try {
            broker.call(admin ->
                    admin.describeTransactions(List.of(transactionalId)).description(transactionalId));
            return true;
        } catch (TransactionalIdNotFoundException unusedYet) {
            return true;
        } catch (AuthorizationException e) {
            return false;
        }
    }
}
