package io.modelfactory.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackPressureTest {
    private static final TopicPartition FIRST = new TopicPartition("requests", 0);
    private static final TopicPartition SECOND = new TopicPartition("requests", 1);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final BackPressure pressure = new BackPressure(consumer, stopping);

    @BeforeEach
    void assign() {
        consumer.subscribe(List.of("requests"), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                pressure.onPartitionsAssigned(partitions);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
        });
        consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
        consumer.rebalance(List.of(FIRST));
    }

    @Test
    void aPausedConsumerPollsAndTakesNothing() throws InterruptedException {
        send(FIRST);
        consumer.schedulePollTask(() -> assertThat(consumer.paused()).containsExactly(FIRST));

        pressure.pauseBeforeRetry("the ledger is away");

        assertThat(consumer.position(FIRST)).as("polled and left where it was").isZero();
        assertThat(pressure.reason()).contains("the ledger is away");
        assertThat(consumer.paused()).isEmpty();
        assertThat(consumer.poll(Duration.ZERO).count()).isEqualTo(1);
        pressure.reset();
        assertThat(pressure.reason()).isEmpty();
    }

    @Test
    void partitionsThatComeMeanwhileAreLeftAloneToo() throws InterruptedException {
        consumer.schedulePollTask(() -> {
            consumer.rebalance(List.of(FIRST, SECOND));
            send(SECOND);
        });

        pressure.pauseBeforeRetry("the ledger is away");

        assertThat(consumer.position(SECOND)).isZero();
        assertThat(consumer.poll(Duration.ZERO).count()).isEqualTo(1);
    }

    @Test
    void aConsumerThatCannotPollWaitsAllTheSame() throws InterruptedException {
        consumer.setPollException(new KafkaException("not allowed"));

        pressure.pauseBeforeRetry("not allowed");

        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void stoppingTheIntakeEndsTheWait() {
        consumer.schedulePollTask(() -> {
            stopping.countDown();
            consumer.wakeup();
        });

        assertThatThrownBy(() -> pressure.pauseBeforeRetry("the ledger is away"))
                .isInstanceOf(WakeupException.class);
    }

    private void send(TopicPartition partition) {
        consumer.addRecord(new ConsumerRecord<>(partition.topic(), partition.partition(), 0, new byte[0], new byte[0]));
    }
}
