package io.modelfactory.worker.chaos.injection;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Kafka's clients with points around what leaves the worker and what is acknowledged. */
public final class InstrumentedKafkaClients {
    /** What the names of all topics begin with in the shipped profile. */
    private static final String SHIPPED_TOPICS = "fp.bus.";

    private InstrumentedKafkaClients() {}

    /** An acknowledgement passes its point before the worker can see it. */
    // One proxy class serves all type parameters, and the relay checks the future.
    @SuppressWarnings({"unchecked", "rawtypes", "FutureReturnValueIgnored"})
    static Producer<byte[], byte[]> producer(Producer<byte[], byte[]> real, InjectionPoints points) {
        return InterceptingProxy.of(Producer.class, real, (method, arguments, call) -> {
            if (!method.equals("send") || arguments.length != 1) {
                return call.call();
            }
            ProducerRecord<byte[], byte[]> message = (ProducerRecord<byte[], byte[]>) arguments[0];
            String subject = shape(message.topic()) + " " + type(message);
            pass("outbox.send.before " + subject, points);
            return real.send(message, (metadata, failure) -> {
                if (failure == null) {
                    points.pass("outbox.send.after " + subject);
                }
            });
        });
    }

    /** The topic's name as shipped, without the prefix of the environment. */
    public static String shape(String topic) {
        return topic.substring(Math.max(0, topic.indexOf(SHIPPED_TOPICS)));
    }

    /** Dead letters carry the headers they came with, which may name no type. */
    private static String type(ProducerRecord<byte[], byte[]> message) {
        Header type = message.headers().lastHeader("ce_type");
        return type == null ? "-" : new String(type.value(), StandardCharsets.UTF_8);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // as above
    static Consumer<byte[], byte[]> consumer(Consumer<byte[], byte[]> real, InjectionPoints points) {
        return InterceptingProxy.of(Consumer.class, real, (method, arguments, call) -> switch (method) {
            case "poll" -> polled(call, points);
            case "commitSync" -> committed(call, points);
            default -> call.call();
        });
    }

    private static @Nullable Object polled(Callable<@Nullable Object> call, InjectionPoints points) throws Exception {
        Object records = call.call();
        if (records instanceof ConsumerRecords<?, ?> batch && !batch.isEmpty()) {
            points.pass("requests.polled");
        }
        return records;
    }

    private static @Nullable Object committed(Callable<@Nullable Object> call, InjectionPoints points)
            throws Exception {
        pass("offsets.commit.before", points);
        Object nothing = call.call();
        pass("offsets.commit.after", points);
        return nothing;
    }

    private static void pass(String point, InjectionPoints points) {
        try {
            points.pass(point);
        } catch (InjectedFault fault) {
            throw new TimeoutException(fault.getMessage(), fault);
        }
    }
}
