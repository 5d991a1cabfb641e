package io.modelfactory.worker.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** How many messages a transaction has, depending on how the ones before it went. */
class TopicSenderTest {
    private static final String TOPIC = "events";

    private final RecordingBroker broker = new RecordingBroker(false);
    private final TopicSender sender =
            new TopicSender(TOPIC, broker.apply(TOPIC), Duration.ofMinutes(1), Duration.ofMillis(200), () -> false);
    private final List<ProducerRecord<byte[], byte[]>> messages = IntStream.range(0, 8)
            .mapToObj(number -> new ProducerRecord<byte[], byte[]>(
                    TOPIC, String.valueOf(number).getBytes(StandardCharsets.UTF_8)))
            .toList();

    @Test
    void aTransactionThatIsNotAcknowledgedInTimeIsTriedAgainWithHalfOfItsMessages() {
        assertThat(sentUnacknowledged()).isEqualTo(8);
        assertThat(sentUnacknowledged()).isEqualTo(4);
        assertThat(sentUnacknowledged()).isEqualTo(2);
        assertThat(sentUnacknowledged()).isEqualTo(1);
        assertThat(sentUnacknowledged()).isEqualTo(1);
        assertThat(broker.committed()).isEmpty();

        assertThat(sentAcknowledged(1)).isEqualTo(1);
        assertThat(sentAcknowledged(2)).isEqualTo(2);
        assertThat(broker.committed()).hasSize(3);
    }

    private int sentUnacknowledged() {
        int before = broker.sent().size();
        SendResult result = sender.send(messages, () -> {}).get();
        assertThat(result.isTimeout()).isTrue();
        assertThat(result.acknowledged()).isEmpty();
        return broker.sent().size() - before;
    }

    private int sentAcknowledged(int messageCount) {
        int before = broker.sent().size();
        var transaction = sender.send(messages, () -> {});
        IntStream.range(0, messageCount).forEach(message -> broker.acknowledgeNext(TOPIC));
        assertThat(transaction.get().acknowledged()).hasSize(messageCount);
        return broker.sent().size() - before;
    }
}
