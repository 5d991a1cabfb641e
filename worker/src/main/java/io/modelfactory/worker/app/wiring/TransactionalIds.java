package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.config.Wiring;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ids of the transactions in which workers relay messages: the same in all workers of a group, so that each relay
 * fences the one before it. Brokers with access control let a worker use them by the prefixes {@code <group>.relay.}
 * and {@code <group>.facts.}.
 */
public final class TransactionalIds {
    private TransactionalIds() {}

    /** Of messages that are sent at least once. */
    public static String relay(Wiring.Kafka kafka, String topic) {
        return kafka.groupId() + ".relay." + topic;
    }

    /** Of facts, which are sent best effort. */
    public static String facts(Wiring.Kafka kafka, String topic) {
        return kafka.groupId() + ".facts." + topic;
    }

    /** All that a worker may come to use. */
    public static List<String> all(Wiring.Kafka kafka) {
        Wiring.Topics topics = kafka.topics();
        return Stream.concat(
                        Stream.of(topics.deadLetters(), topics.runEvents(), topics.registryEvents())
                                .map(topic -> relay(kafka, topic)),
                        Stream.of(facts(kafka, topics.control())))
                .toList();
    }
}
