package io.modelfactory.worker.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Messages as they came, to be sent again. */
final class Backlog {
    private final List<ConsumerRecord<byte[], byte[]>> messages;

    private Backlog(List<ConsumerRecord<byte[], byte[]>> messages) {
        this.messages = messages;
    }

    static Backlog read(Consumer<byte[], byte[]> consumer, int messages, Duration patience) {
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        long start = System.nanoTime();
        while (read.size() < messages) {
            consumer.poll(Duration.ofMillis(100)).forEach(read::add);
            if (Figures.secondsSince(start) > patience.toSeconds()) {
                throw new IllegalStateException(read.size() + " of " + messages + " messages came in time");
            }
        }
        return new Backlog(read);
    }

    /** Seconds until the broker has acknowledged all of them. */
    double send(Producer<byte[], byte[]> producer, String topic) {
        long start = System.nanoTime();
        Acknowledgements.await(messages.stream()
                .map(message -> producer.send(
                        new ProducerRecord<>(topic, null, message.key(), message.value(), message.headers())))
                .toList());
        return Figures.secondsSince(start);
    }

    byte[] anyValue() {
        return messages.get(0).value();
    }
}
