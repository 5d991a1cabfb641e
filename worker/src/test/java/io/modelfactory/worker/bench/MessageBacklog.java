package io.modelfactory.worker.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Messages as they came, to be sent again. */
final class MessageBacklog {
    private final List<ConsumerRecord<byte[], byte[]>> messages;
    private final double seconds;

    private MessageBacklog(List<ConsumerRecord<byte[], byte[]>> messages, double seconds) {
        this.messages = messages;
        this.seconds = seconds;
    }

    static MessageBacklog read(Consumer<byte[], byte[]> consumer, int messages, Duration timeout) {
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        long start = System.nanoTime();
        while (read.size() < messages) {
            consumer.poll(Duration.ofMillis(100)).forEach(read::add);
            if (FigureFormat.secondsSince(start) > timeout.toSeconds()) {
                throw new IllegalStateException(read.size() + " of " + messages + " messages came in time");
            }
        }
        return new MessageBacklog(read, FigureFormat.secondsSince(start));
    }

    /** Sends all of them in a thread of its own, and reads them meanwhile. */
    MessageBacklog sendAgain(
            Producer<byte[], byte[]> producer, String topic, Consumer<byte[], byte[]> consumer, Duration timeout) {
        Thread sender = new Thread(() -> send(producer, topic), "sender");
        sender.start();
        MessageBacklog read = read(consumer, messages.size(), timeout);
        ParallelTasks.join(sender);
        return read;
    }

    private void send(Producer<byte[], byte[]> producer, String topic) {
        BrokerAcknowledgements.await(messages.stream()
                .map(message -> producer.send(
                        new ProducerRecord<>(topic, null, message.key(), message.value(), message.headers())))
                .toList());
    }

    /** From the first poll until the last message was there. */
    double seconds() {
        return seconds;
    }

    byte[] anyValue() {
        return messages.get(0).value();
    }
}
